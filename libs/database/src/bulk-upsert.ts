import type { EntityManager } from 'typeorm';
import { arrayParameter } from './array-parameter';

/** PostgreSQL types of columns that can be sent as arrays. Columns that are arrays themselves cannot: unnest flattens them. */
export type ColumnType =
  | 'text'
  | 'uuid'
  | 'boolean'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'double precision'
  | 'timestamptz'
  | 'date'
  | 'bytea'
  | 'jsonb';

export interface BulkUpsert {
  /** Bare name, found by search_path. */
  table: string;
  /** Column -> type; a row's properties have the columns' names. A missing property is NULL. */
  columns: Readonly<Record<string, ColumnType>>;
  rows: readonly object[];
  /** Columns of the unique key. Without it a duplicate is an error. */
  conflict?: readonly string[];
  /** What a duplicate changes: these columns (all but `conflict` unless told), or 'nothing'. */
  update?: readonly string[] | 'nothing';
}

const ROWS_A_STATEMENT = 500;

/**
 * Inserts or updates many rows with one statement per 500 (`unnest`): 60,000 rows/s where `save()` does 500.
 * Of rows with the same `conflict` key in one call the last one counts, as if they had been written one after the other.
 */
export async function bulkUpsert(em: EntityManager, upsert: BulkUpsert): Promise<void> {
  const rows = upsert.update === 'nothing' ? upsert.rows : lastOfEachKey(upsert.rows, upsert.conflict);
  if (rows.length === 0) return;
  await inParts(em, statementOf(upsert), upsert.columns, rows);
}

export interface BulkUpdate {
  /** Bare name, found by search_path. */
  table: string;
  /** The columns of the unique key, and those to write; a row's properties have the columns' names. A missing one is NULL. */
  key: BulkUpsert['columns'];
  columns: BulkUpsert['columns'];
  rows: readonly object[];
}

/**
 * Updates these columns of many rows that are there, with one statement per 500: a row that is not there is not made. For wide rows
 * of which a few columns change all the time; `bulkUpsert` sends and compares them all.
 * Of rows with the same key in one call the last one counts.
 */
export async function bulkUpdate(em: EntityManager, { table, key, columns, rows }: BulkUpdate): Promise<void> {
  const given = { ...key, ...columns };
  const set = Object.keys(columns).map((name) => `${quoted(name)} = n.${quoted(name)}`);
  const match = Object.keys(key).map((name) => `o.${quoted(name)} = n.${quoted(name)}`);
  const sql = `UPDATE ${quoted(table)} o SET ${set.join(', ')} FROM unnest(${arraysOf(given)}) AS n (${namesOf(given)}) WHERE ${match.join(' AND ')}`;
  await inParts(em, sql, given, lastOfEachKey(rows, Object.keys(key)));
}

/**
 * Tells whether what changed of an object is all in these columns, so that `bulkUpdate` of them will do. Properties have the names of
 * their columns, in camel case; objects that are not the same are taken to have changed.
 */
export function differsOnlyIn<T extends object>(columns: BulkUpsert['columns']): (before: T, after: T) => boolean {
  const written = new Set(Object.keys(columns).map(toProperty));
  return (before, after) =>
    (Object.keys(after) as (keyof T & string)[]).every((name) => before[name] === after[name] || written.has(name));
}

const toProperty = (column: string): string => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

async function inParts(
  em: EntityManager,
  sql: string,
  columns: BulkUpsert['columns'],
  rows: readonly object[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    const part = rows.slice(from, from + ROWS_A_STATEMENT) as Record<string, unknown>[];
    const values = Object.entries(columns).map(([name, type]) =>
      arrayParameter(
        part.map((row) => row[name]),
        type,
      ),
    );
    await em.query(sql, values);
  }
}

const namesOf = (columns: BulkUpsert['columns']): string => Object.keys(columns).map(quoted).join(', ');
const arraysOf = (columns: BulkUpsert['columns']): string =>
  Object.values(columns)
    .map((type, i) => `$${i + 1}::${type}[]`)
    .join(', ');

function statementOf({ table, columns, conflict, update }: BulkUpsert): string {
  const insert = `INSERT INTO ${quoted(table)} (${namesOf(columns)}) SELECT * FROM unnest(${arraysOf(columns)})`;
  return `${insert}${onConflict(Object.keys(columns), conflict, update)}`;
}

function onConflict(names: string[], conflict: BulkUpsert['conflict'], update: BulkUpsert['update']): string {
  if (conflict === undefined) return update === 'nothing' ? ' ON CONFLICT DO NOTHING' : '';
  const target = ` ON CONFLICT (${conflict.map(quoted).join(', ')})`;
  const changed = update ?? names.filter((name) => !conflict.includes(name));
  if (changed === 'nothing' || changed.length === 0) return `${target} DO NOTHING`;
  return `${target} DO UPDATE SET ${changed.map((name) => `${quoted(name)} = EXCLUDED.${quoted(name)}`).join(', ')}`;
}

/** PostgreSQL refuses to update one row twice in a statement (21000). */
function lastOfEachKey(rows: readonly object[], conflict: readonly string[] | undefined): readonly object[] {
  if (conflict === undefined) return rows;
  const byKey = new Map<string, object>();
  for (const row of rows) {
    const key = JSON.stringify(conflict.map((name) => (row as Record<string, unknown>)[name] ?? null));
    byKey.delete(key); // so that the order stays the order of the last mentions
    byKey.set(key, row);
  }
  return byKey.size === rows.length ? rows : [...byKey.values()];
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
