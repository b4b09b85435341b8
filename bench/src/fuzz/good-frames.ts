import type { OcppVersion, Random } from '@chargebus/station-simulator';
// The schemas alone: the package's entry compiles those of all its versions when loaded.
import * as schemas16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as schemas201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as schemas21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import { samplePayload, type Schema } from './sample-payload';

export interface GoodCall {
  action: string;
  payload: object;
  /** OCPP 2.1 SEND: message type 6. */
  send?: true;
}
/** What a station of one version says: often the daily messages, at times any action of either direction. */
export interface GoodFrames {
  daily: readonly GoodCall[];
  all: readonly GoodCall[];
  /** Payloads of results, to calls that were made or not. */
  results: readonly object[];
}

const DAILY =
  /^(Authorize|BootNotification|DataTransfer|Heartbeat|MeterValues|StatusNotification|StartTransaction|StopTransaction|TransactionEvent|Notify[A-Z]\w+|SecurityEventNotification|(Signed)?FirmwareStatusNotification|LogStatusNotification|ReportChargingProfiles|SignCertificate|Get15118EVCertificate|GetCertificateStatus)$/;
const VARIANTS = 12;
/** What makes up most of a station's day comes more often. */
const WEIGHT: Record<string, number> = {
  StartTransaction: 4,
  StopTransaction: 4,
  MeterValues: 4,
  TransactionEvent: 10,
  StatusNotification: 4,
};

const schemasOf: Record<OcppVersion, object> = { '1.6': schemas16, '2.0.1': schemas201, '2.1': schemas21 };

/** Frames that keep the schemas of a version, the same for the same generator. */
export function goodFrames(version: OcppVersion, random: Random): GoodFrames {
  const schemas = Object.entries(schemasOf[version] as Record<string, Schema>).sort(([a], [b]) => (a < b ? -1 : 1));
  const all: GoodCall[] = [];
  const results: object[] = [];
  for (const [name, schema] of schemas) {
    const sampled = (times: number): object[] =>
      Array.from({ length: times }, () => samplePayload(schema, random) as object);
    if (name.endsWith('Response')) results.push(...sampled(2));
    else if (name.endsWith('Request')) {
      const action = name.slice(0, -'Request'.length);
      all.push(...sampled(VARIANTS * (WEIGHT[action] ?? 1)).map((payload) => ({ action, payload })));
    } else if (schema.type === 'object') {
      all.push(...sampled(VARIANTS).map((payload): GoodCall => ({ action: name, payload, send: true })));
    }
  }
  return { all, results, daily: all.filter(({ action }) => DAILY.test(action)) };
}
