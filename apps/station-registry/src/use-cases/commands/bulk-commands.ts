import { createHash } from 'node:crypto';
import { conflict, notFound, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isEnded, publicStatus, statusesOf, type PublicStatus } from '../../domain/commands/command';
import {
  countStatuses,
  findBulk,
  findBulkByKey,
  insertBulk,
  insertCommandsOfBulk,
  listBulks,
  listCommandsOfBulk,
  markCancelled,
  selectStations,
  type BulkCommandRow,
  type StationSelector,
} from '../../store/commands/bulk-command.repository';
import { endWaiting } from '../../store/commands/command-queue.repository';
import type { CommandRow } from '../../store/commands/command.row';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import type { AskedCommand, RunCommand } from './run-command';
import { checkWait, tellEnded } from './waiting-checks';

export interface BulkCall {
  readonly selector: StationSelector;
  readonly command: AskedCommand;
  /** Until when stations that are offline are waited for; absent: theirs end as `offline`. */
  readonly expiresAt?: string | undefined;
  readonly maxInFlight: number;
  readonly idempotencyKey?: string | undefined;
}

/** A bulk command, and how many of its stations' commands have which status. */
export interface Bulk extends Counts {
  row: BulkCommandRow;
}

interface Counts {
  counts: Partial<Record<PublicStatus, number>>;
  /** Commands that have not ended. */
  open: number;
}

const NO_COMMANDS: Counts = { counts: {}, open: 0 };

const MOST_STATIONS = 50_000;

/**
 * One command for many stations: a row of the ledger for each, which waits for its turn in its station's line, so that it
 * runs once and survives a restart. How many run at a time is the bulk's own.
 */
export class BulkCommands {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly runner: Pick<RunCommand, 'budgetMs'>,
    private readonly wakeQueue: () => void,
  ) {}

  /** @throws Problem 422 for unknown stations, no stations, too many, a key used for something else, or what cannot wait */
  async begin(author: Author, call: BulkCall): Promise<Bulk> {
    const { selector, command, expiresAt, idempotencyKey } = call;
    const bulk = await this.writer.write(author, async (tx): Promise<Bulk> => {
      const { em, tenantId } = tx;
      checkWait(command, expiresAt ?? null, tx.at);
      const earlier = idempotencyKey === undefined ? null : await findBulkByKey(em, tenantId, idempotencyKey);
      if (earlier !== null) return withCounts(em, checkRepeat(earlier, call));
      const stationIds = await selectStations(em, tenantId, selector);
      checkSelection(selector, stationIds);
      const { type, ...parameters } = command;
      const { actor } = author;
      const row: BulkCommandRow = {
        ...{ tenantId, id: uuidv7(), selector, type, parameters, expiresAt: expiresAt ?? null },
        ...{ maxInFlight: call.maxInFlight, total: stationIds.length, idempotencyKey: idempotencyKey ?? null },
        ...{ fingerprint: fingerprintOf(call), actorType: actor.type, actorId: actor.id },
        ...{ createdAt: tx.at, cancelledAt: null },
      };
      // Of two calls with one key at the same instant the second has waited for the first here.
      if (!(await insertBulk(em, row))) throw conflict('repeated', 'The same call is being taken: ask again.');
      await insertCommandsOfBulk(em, row, stationIds, this.runner.budgetMs(command));
      await tx.logChange('bulk-command', row.id, 'begun', { selector, type, total: row.total });
      return { row, counts: { queued: row.total }, open: row.total };
    });
    this.wakeQueue();
    return bulk;
  }

  /** @throws Problem 404 */
  get(tenantId: string, id: string): Promise<Bulk> {
    return this.writer.read(tenantId, async (em) => withCounts(em, await getBulk(em, tenantId, id)));
  }

  /** Newest first, `limit + 1` at most. */
  list(tenantId: string, page: { limit: number; before: string | undefined }): Promise<Bulk[]> {
    return this.writer.read(tenantId, async (em) => {
      const rows = await listBulks(em, tenantId, page);
      const counts = await countsOf(em, tenantId, rows);
      return rows.map((row) => ({ row, ...(counts.get(row.id) ?? NO_COMMANDS) }));
    });
  }

  /** Its stations' commands in order, `limit + 1` at most. @throws Problem 404 */
  results(
    tenantId: string,
    id: string,
    page: { limit: number; after: string | undefined; status: PublicStatus | undefined },
  ): Promise<CommandRow[]> {
    return this.writer.read(tenantId, async (em) => {
      await getBulk(em, tenantId, id);
      const statuses = page.status === undefined ? undefined : statusesOf(page.status);
      return listCommandsOfBulk(em, tenantId, id, { ...page, statuses });
    });
  }

  /** Cancels what was not sent yet; what runs goes on. Doing it again changes nothing. @throws Problem 404 */
  cancel(author: Author, id: string): Promise<Bulk> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await getBulk(em, tenantId, id);
      if (await markCancelled(em, tenantId, id, at)) {
        const ended = await endWaiting(em, tenantId, { bulkId: id }, { status: 'cancelled', at });
        tellEnded(tx, ended, 'cancelled');
        await tx.logChange('bulk-command', id, 'cancelled', { commands: ended.length });
      }
      return withCounts(em, await getBulk(em, tenantId, id));
    });
  }
}

async function getBulk(em: EntityManager, tenantId: string, id: string): Promise<BulkCommandRow> {
  const row = await findBulk(em, tenantId, id);
  if (row === null) throw notFound('bulk command', id);
  return row;
}

async function withCounts(em: EntityManager, row: BulkCommandRow): Promise<Bulk> {
  return { row, ...((await countsOf(em, row.tenantId, [row])).get(row.id) ?? NO_COMMANDS) };
}

async function countsOf(
  em: EntityManager,
  tenantId: string,
  rows: readonly BulkCommandRow[],
): Promise<Map<string, Counts>> {
  const all = new Map<string, Counts>();
  const ids = rows.map(({ id }) => id);
  for (const { bulkId, status, count } of await countStatuses(em, tenantId, ids)) {
    const { counts, open } = all.get(bulkId) ?? NO_COMMANDS;
    const name = publicStatus(status);
    all.set(bulkId, {
      counts: { ...counts, [name]: (counts[name] ?? 0) + count },
      open: open + (isEnded(status) ? 0 : count),
    });
  }
  return all;
}

function checkSelection({ stationIds }: StationSelector, found: readonly string[]): void {
  const known = new Set(found);
  const missing = (stationIds ?? []).flatMap((id, n) => (known.has(id) ? [] : [{ id, n }]));
  if (missing.length > 0) {
    const message = 'there is no such station among those that the selector means';
    throw unprocessable(
      missing.slice(0, 100).map(({ id, n }) => ({ path: `selector.stationIds.${n}`, message: `${id}: ${message}` })),
    );
  }
  if (found.length === 0) throw unprocessable([{ path: 'selector', message: 'means no station' }]);
  if (found.length > MOST_STATIONS) {
    const message = `means ${found.length} stations; at most ${MOST_STATIONS} at a time`;
    throw unprocessable([{ path: 'selector', message }]);
  }
}

function checkRepeat(first: BulkCommandRow, call: BulkCall): BulkCommandRow {
  if (first.fingerprint === fingerprintOf(call)) return first;
  const message = 'was used for another bulk command; a key goes with one body';
  throw unprocessable([{ path: 'Idempotency-Key', message }]);
}

function fingerprintOf({ selector, command, expiresAt, maxInFlight }: BulkCall): string {
  const body = JSON.stringify([selector, command, expiresAt ?? null, maxInFlight]);
  return createHash('sha256').update(body).digest('hex');
}
