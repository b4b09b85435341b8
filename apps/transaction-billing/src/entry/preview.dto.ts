import { energyPoint, sessionStatus, stationId } from '@chargebus/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { isTimeZone } from '../domain/zone';
import { tariffPrices } from './tariff.dto';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const running = sessionStatus.exclude(['pending', 'ended', 'failed']);

/** Which tariff: one that is there, one that is not there yet, or the one that a session at this place would get. */
const which = {
  tariffId: z.uuid().optional(),
  version: z.int().positive().optional().describe('Of `tariffId`; default: the newest.'),
  tariff: z
    .strictObject({ name: z.string().optional(), ...tariffPrices })
    .optional()
    .describe('One that is not stored.'),
  stationId: stationId.optional().describe('With neither of them: the tariff that a session here would get.'),
  evseId: z.int().nonnegative().optional(),
  connectorId: z.int().nonnegative().optional(),
  locationId: z.string().optional(),
  tokenGroupId: z.string().optional(),
};

export class PreviewDto extends createZodDto(
  z
    .strictObject({
      ...which,
      timeZone: z
        .string()
        .refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Berlin')
        .optional()
        .describe("Default: the station's, then UTC."),
      startedAt: instant,
      endedAt: instant,
      energyWh: z.int().nonnegative().optional().describe('Default: that of the last point, then 0.'),
      points: z
        .array(energyPoint.strict().extend({ at: instant }))
        .max(100_000)
        .default([])
        .describe('The energy curve since the start; straight between the points.'),
      states: z
        .array(z.strictObject({ at: instant, status: running }))
        .max(100_000)
        .default([])
        .describe('What the session did from when on; it charges from its start.'),
    })
    .check(({ value, issues }) => {
      const refuse = (path: (string | number)[], message: string): void =>
        void issues.push({ code: 'custom', path, message, input: value });
      if (value.endedAt < value.startedAt) refuse(['endedAt'], 'must not be before startedAt');
      value.points.forEach((point, n) => {
        const before = value.points[n - 1];
        if (point.at < value.startedAt || point.at > value.endedAt)
          refuse(['points', n, 'at'], 'is outside the session');
        if (before && point.at < before.at) refuse(['points', n, 'at'], 'is before the point before it');
        if (before && point.energyWh < before.energyWh) refuse(['points', n, 'energyWh'], 'is less than before');
      });
      value.states.forEach((state, n) => {
        const before = value.states[n - 1];
        if (state.at < value.startedAt || state.at > value.endedAt)
          refuse(['states', n, 'at'], 'is outside the session');
        if (before && state.at < before.at) refuse(['states', n, 'at'], 'is before the state before it');
      });
      const last = value.points.at(-1);
      if (last && value.energyWh !== undefined && value.energyWh < last.energyWh) {
        refuse(['energyWh'], 'is less than that of the last point');
      }
      if (value.tariffId !== undefined && value.tariff !== undefined) refuse(['tariff'], 'with tariffId: one of them');
      if (value.tariffId === undefined && value.tariff === undefined && value.stationId === undefined) {
        refuse(['tariffId'], 'one of tariffId, tariff, stationId is needed');
      }
      if (value.version !== undefined && value.tariffId === undefined) refuse(['version'], 'of which tariffId?');
    }),
) {}
