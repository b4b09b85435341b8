import type { StationCommandOf } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import type { Dialect } from '@chargebus/ocpp-dialects';
import type { Logger, Metrics } from '@chargebus/service-runtime';
import type { Rate } from '../door/token-buckets';
import type { Admission } from '../verdicts/verdicts';
import type { CallHandling } from './handle-call';
import type { LastSeen } from './last-seen';

/** A station that was let in, and the version its link speaks. */
export interface AdmittedStation {
  tenantId: string;
  stationId: string;
  dialect: Dialect;
  admission: Admission;
  remoteAddress: string | undefined;
}

/** What all connections of a gateway use together. */
export interface ConnectionParts {
  gatewayId: string;
  messaging: Messaging;
  handling: CallHandling;
  lastSeen: LastSeen;
  counts: GatewayCounts;
  logger: Logger;
  /** Messages that a station is asked for as soon as it was accepted; none unless switched on. */
  triggerAfterBoot: readonly StationCommandOf<'trigger'>['message'][];
  /** Running costs of one station are told in rounds so far apart, at least. */
  costIntervalMs: number;
  /** Frames of one station: beyond it its socket is read later. */
  frameRate: Rate;
  now(): Date;
  isLogOutage(error: unknown): boolean;
}

export type GatewayCounts = ReturnType<typeof gatewayCounts>;

/** The gateway's metrics, by name on the process's one registry. */
export function gatewayCounts(metrics: Metrics) {
  return {
    framesIn: metrics.counter('chargebus_gateway_frames_in_total', 'Frames received from stations', []),
    framesOut: metrics.counter('chargebus_gateway_frames_out_total', 'Frames sent to stations', []),
    remarks: metrics.counter(
      'chargebus_gateway_remarks_total',
      'Repairs, tolerances and oddities, by name and by what the stations are',
      ['remark', 'vendor', 'model'],
    ),
    links: metrics.gauge('chargebus_gateway_links', 'Open sockets of stations', []),
    refusedUpgrades: metrics.counter('chargebus_gateway_upgrades_refused_total', 'Upgrades refused, by reason', [
      'reason',
    ]),
  };
}
