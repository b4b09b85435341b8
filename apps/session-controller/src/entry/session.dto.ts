import {
  chargingSchedule,
  sessionStatus,
  stationId,
  tokenUid,
  type SessionCost,
  type SessionSnapshot,
} from '@chargebus/contracts';
import { fromEnv, listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { released } from '../domain/anomaly';
import type { Pause } from '../domain/pause';
import type { PricedSession } from '../store/session.repository';
import { anyInstant } from './any-instant';

export class RequestSessionDto extends createZodDto(
  z
    .strictObject({
      stationId,
      evseId: z.int().positive().optional().describe('The station chooses if it is absent.'),
      connectorId: z
        .int()
        .positive()
        .optional()
        .describe('Which connector of the EVSE, of a 1.x station whose EVSE has several; its first if it is absent.'),
      token: tokenUid,
      chargingProfile: z
        .strictObject({
          schedule: chargingSchedule,
          stackLevel: z.int().min(0).max(100).default(0).describe('Of the profiles at the station the highest wins.'),
        })
        .optional()
        .describe('What the session may draw, from its start; goes with it.'),
    })
    .refine(({ evseId, connectorId }) => connectorId === undefined || evseId !== undefined, {
      path: ['connectorId'],
      message: 'is of an EVSE: name it in evseId',
    }),
) {}

export class PauseSessionDto extends createZodDto(
  z.strictObject({
    fallback: z
      .enum(['stop-and-restart'])
      .optional()
      .describe('What is done where the station cannot pause: the session is stopped, and resuming starts a new one.'),
  }),
) {}

export class ConfirmationDto extends createZodDto(
  z.strictObject({
    waitS: fromEnv
      .int(0, 120)
      .default(10)
      .meta({ description: 'How long to wait for the station to report it, in seconds.' }),
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

export class CountAnomaliesDto extends createZodDto(
  z.strictObject({
    anomaly: z.string().optional().describe('Of this kind alone.'),
    from: anyInstant.optional().describe('Sessions asked for or begun at or after; default 30 days ago.'),
    to: anyInstant.optional().describe('Before; default now.'),
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

export class DrawCurvesDto extends createZodDto(
  z.strictObject({
    resolutionS: fromEnv
      .int(1, 604_800)
      .optional()
      .meta({ description: 'A point in so many seconds; else as many as are readable.' }),
    from: anyInstant.optional(),
    to: anyInstant.optional(),
  }),
) {}

export class ListSignedValuesDto extends createZodDto(z.strictObject(listQuery)) {}

export type SessionView = Omit<SessionSnapshot, 'tokenGroupId' | 'authorization'> & {
  cost: SessionCost | null;
  /** What was asked for and what the station made of it; null if it was never to be paused. */
  pause: PauseState | null;
};
type PauseState = Pick<Pause, 'wanted' | 'askedAt' | 'acceptedAt' | 'confirmedAt'> & {
  fallback: 'stop-and-restart' | null;
  restartedAs: string | null;
};

const toPauseState = ({ wanted, askedAt, acceptedAt, confirmedAt, fallback }: Pause): PauseState => ({
  ...{ wanted, askedAt, acceptedAt, confirmedAt },
  fallback: fallback && 'stop-and-restart',
  restartedAs: fallback?.restartedAs ?? null,
});

/** A session as the API shows it (ARCHITECTURE "The public API"). */
export function toSessionView({ session, cost }: PricedSession): SessionView {
  const { id, stationId: station, locationId, evseId, connectorId, token, tokenType, status, failReason } = session;
  const { startedAt, endedAt, meterStartWh, meterStopWh, energyWh, energyExportWh, powerW, socPercent } = session;
  const { stopReason, transactionRef, reservationId } = session;
  const anomalies = released(session.anomalies, session.released);
  const pause = session.pause && toPauseState(session.pause);
  return {
    ...{ id, stationId: station, locationId, evseId, connectorId, token, tokenType, status, failReason },
    ...{ startedAt, endedAt, meterStartWh, meterStopWh, energyWh, energyExportWh, powerW, socPercent },
    ...{ stopReason, transactionRef, reservationId, anomalies, cost, pause },
  };
}
