import { Problem, toFieldFaults, unprocessable } from '@chargebus/service-runtime';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImportLine, LineFault } from '../../domain/registration/import-line';
import type { StationInput } from '../../use-cases/registration/station-input';
import { readCsv } from './read-csv';
import { createStation } from './station.dto';

/** A line as it was sent: what it holds, or why nobody can tell. */
export type ReadLine = { line: number; data: unknown } | { line: number; faults: LineFault[] };

export const MOST_LINES = 20_000;
/** So many are checked before others get their turn: stations wait for answers of this process. */
const CHECKED_AT_ONCE = 250;

/**
 * The lines of an import, checked one by one. JSON lines are counted from 1, those of a CSV file as an editor counts them.
 * @param body - a Buffer of CSV, or what a JSON body held
 * @throws Problem 422 if the body as a whole is no list of lines; 413 if there are too many
 */
export async function readImport(body: unknown): Promise<ImportLine<StationInput>[]> {
  const lines = Buffer.isBuffer(body) ? readCsv(body) : readJson(body);
  if (lines.length > MOST_LINES) {
    const detail = `An import has at most ${MOST_LINES} lines; this one has ${lines.length}.`;
    throw new Problem(413, 'Content Too Large', { detail });
  }
  const checked: ImportLine<StationInput>[] = [];
  for (const line of lines) {
    checked.push(check(line));
    if (checked.length % CHECKED_AT_ONCE === 0) await nextTurn();
  }
  return checked;
}

function readJson(body: unknown): ReadLine[] {
  const items = Array.isArray(body) ? body : (body as { items?: unknown } | null | undefined)?.items;
  if (Array.isArray(items)) return items.map((data: unknown, i) => ({ line: i + 1, data }));
  throw unprocessable([
    { path: 'items', message: 'send text/csv, or application/json with a list of stations or {"items": [...]}' },
  ]);
}

function check(read: ReadLine): ImportLine<StationInput> {
  const { line } = read;
  if ('faults' in read) return { line, id: null, faults: read.faults };
  const { data, error } = createStation.safeParse(read.data);
  if (data !== undefined) return { line, id: data.id, input: data };
  const { id } = (read.data ?? {}) as { id?: unknown };
  const faults = toFieldFaults(error.issues).map(({ path, message }) => ({
    field: path === '' ? null : path,
    message,
  }));
  return { line, id: typeof id === 'string' ? id : null, faults };
}
