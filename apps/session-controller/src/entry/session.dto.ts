import { sessionStatus, stationId, tokenUid, type SessionCost, type SessionSnapshot } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { PricedSession } from '../store/session.repository';
import { anyInstant } from './any-instant';

export class RequestSessionDto extends createZodDto(
  z.strictObject({
    stationId,
    evseId: z.int().positive().optional().describe('The station chooses if it is absent.'),
    token: tokenUid,
  }),
) {}

export class ListSessionsDto extends createZodDto(
  z.strictObject({
    ...listQuery,
    stationId: z.string().optional(),
    locationId: z.string().optional(),
    token: z.string().optional(),
    status: sessionStatus.optional(),
    anomaly: z.string().optional().describe('Sessions with an anomaly of this kind.'),
    from: anyInstant.optional().describe('Asked for or begun at or after; UTC or with an offset.'),
    to: anyInstant.optional().describe('Asked for or begun before.'),
  }),
) {}

export class ListSamplesDto extends createZodDto(
  z.strictObject({
    ...listQuery,
    measurand: z.string().optional().describe("OCPP's name, e.g. `Power.Active.Import`."),
    from: anyInstant.optional(),
    to: anyInstant.optional(),
  }),
) {}

export class ListSignedValuesDto extends createZodDto(z.strictObject(listQuery)) {}

export type SessionView = Omit<SessionSnapshot, 'tokenGroupId' | 'authorization'> & { cost: SessionCost | null };

/** A session as the API shows it (ARCHITECTURE "The public API"). */
export function toSessionView({ session, cost }: PricedSession): SessionView {
  const { id, stationId: station, locationId, evseId, connectorId, token, tokenType, status, failReason } = session;
  const { startedAt, endedAt, meterStartWh, meterStopWh, energyWh, energyExportWh, powerW, socPercent } = session;
  const { stopReason, transactionRef, reservationId, anomalies } = session;
  return {
    ...{ id, stationId: station, locationId, evseId, connectorId, token, tokenType, status, failReason },
    ...{ startedAt, endedAt, meterStartWh, meterStopWh, energyWh, energyExportWh, powerW, socPercent },
    ...{ stopReason, transactionRef, reservationId, anomalies, cost },
  };
}
