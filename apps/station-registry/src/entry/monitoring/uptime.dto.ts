import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { EXCLUSION_REASONS } from '../../domain/monitoring/outage-exclusion';
import type { OutageExclusionRow } from '../../store/monitoring/outage-exclusion.row';
import type { PortUptime } from '../../use-cases/monitoring/read-uptime';
import { anyInstant, instantView, locationId, nullableText, pageOf } from '../field-schemas';

export class AddExclusionBody extends createZodDto(
  z.strictObject({
    evseId: z.int().min(1).max(10_000).optional().describe('As the station counts it; left out: all of the station.'),
    from: anyInstant,
    to: anyInstant,
    reason: z.enum(EXCLUSION_REASONS),
    note: z.string().trim().min(1).max(1_000).optional().describe('What shows that the port would have worked.'),
  }),
) {}
export class ListExclusionsQuery extends createZodDto(z.strictObject(listQuery)) {}
export class ExclusionPath extends createZodDto(
  z.object({ id: z.string().min(1).max(48), exclusionId: z.uuid('must be a UUID') }),
) {}

const exclusionView = z.object({
  id: z.uuid(),
  evseId: z.int().nullable(),
  from: instantView,
  to: instantView,
  reason: z.enum(EXCLUSION_REASONS),
  note: nullableText,
  actor: z.object({ type: z.string(), id: z.string() }),
  createdAt: instantView,
});
export type ExclusionView = z.output<typeof exclusionView>;
export class ExclusionDto extends createZodDto(exclusionView) {}
export class ExclusionPageDto extends createZodDto(pageOf(exclusionView)) {}

export function toExclusionView(row: OutageExclusionRow): ExclusionView {
  const { id, evse: evseId, from, to, reason, note, actorType, actorId, createdAt } = row;
  return { id, evseId, from, to, reason, note, actor: { type: actorType, id: actorId }, createdAt };
}

const MOST_MONTHS = 24;
export class StationUptimeQuery extends createZodDto(
  z.strictObject({
    months: z.coerce
      .number<string>()
      .int()
      .min(1)
      .max(MOST_MONTHS)
      .default(12)
      .describe('The one that goes on included.'),
  }),
) {}

export class FleetUptimeQuery extends createZodDto(
  z.strictObject({
    limit: z.coerce.number<string>().int().min(1).max(100).default(50).describe('How many stations at most.'),
    cursor: listQuery.cursor,
    locationId: locationId.optional(),
    month: z
      .string()
      .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month like 2026-03')
      .optional()
      .describe('Of UTC; the last complete one unless told.'),
    format: z.enum(['json', 'csv']).default('json').describe('csv: the same page, its `nextCursor` in x-next-cursor.'),
  }),
) {}

const uptimeView = z.object({
  basisMinutes: z
    .number()
    .describe('What the percentage is of: of twelve months 525,600, of less what the port was in service for.'),
  outageMinutes: z.number(),
  excludedMinutes: z.number().describe('Of the outage, by the exclusions entered.'),
  uptimePercent: z.number().describe('Rounded down to three digits.'),
});
const figureView = uptimeView.nullable().describe('Null where it was not in service, or before the history begins.');
const monthView = z.object({
  month: z.string().describe('Of UTC.'),
  complete: z.boolean().describe('False for the month that goes on.'),
  ...{ ofMonth: figureView, ofTwelveMonths: figureView.describe('Of the twelve months that end with it.') },
});
const port = {
  stationId: z.string(),
  evseId: z.int().describe('As the station counts it.'),
  emi3Id: nullableText,
  inServiceSince: instantView.describe('When its first status was received; it is measured from then on.'),
};
const portUptimeView = z.object({ ...port, rolling: figureView, months: z.array(monthView) });
const fleetUptimeView = z.object({ ...port, ...monthView.shape });
export type PortUptimeView = z.output<typeof portUptimeView>;
export type FleetUptimeView = z.output<typeof fleetUptimeView>;
export class StationUptimeDto extends createZodDto(z.object({ evses: z.array(portUptimeView) })) {}
export class FleetUptimePageDto extends createZodDto(pageOf(fleetUptimeView)) {}

function toPort({ stationId, evse: evseId, evseId: emi3Id, inServiceSince }: PortUptime) {
  return { stationId, evseId, emi3Id, inServiceSince: new Date(inServiceSince).toISOString() };
}

export function toPortUptimeView(uptime: PortUptime): PortUptimeView {
  const months = uptime.months.map(({ month, complete, own: ofMonth, year: ofTwelveMonths }) => ({
    ...{ month, complete, ofMonth, ofTwelveMonths },
  }));
  return { ...toPort(uptime), rolling: uptime.rolling, months };
}

export function toFleetUptimeViews(uptime: PortUptime): FleetUptimeView[] {
  return toPortUptimeView(uptime).months.map((month) => ({ ...toPort(uptime), ...month }));
}

const FIGURES = ['basisMinutes', 'outageMinutes', 'excludedMinutes', 'uptimePercent'] as const;

/** RFC 4180, a line of names first. */
export function toUptimeCsv(views: readonly FleetUptimeView[]): string {
  const figureNames = (of: string) => FIGURES.map((name) => `${of}.${name}`);
  const names = ['stationId', 'evseId', 'emi3Id', 'inServiceSince', 'month', 'complete'];
  const rows = views.map((view) => [
    ...[view.stationId, view.evseId, view.emi3Id, view.inServiceSince, view.month, view.complete],
    ...[view.ofMonth, view.ofTwelveMonths].flatMap((figure) => FIGURES.map((name) => figure?.[name])),
  ]);
  const lines = [[...names, ...figureNames('ofMonth'), ...figureNames('ofTwelveMonths')], ...rows];
  return lines.map((line) => `${line.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: unknown): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
