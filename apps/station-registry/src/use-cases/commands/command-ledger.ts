import { createHash } from 'node:crypto';
import { redactSecrets, type OcppVersion } from '@chargebus/contracts';
import { ALL_TENANTS } from '@chargebus/database';
import { conflict, notFound, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { UNKNOWN_OUTCOME, type Ending } from '../../domain/commands/command';
import type { Learned } from '../../domain/configuration/learned-settings';
import {
  endCommand,
  findCommand,
  findCommandByKey,
  listCommands,
  openCommand,
  overdueCommands,
  withdrawCommand,
  type CommandPage,
} from '../../store/commands/command.repository';
import { findBulk } from '../../store/commands/bulk-command.repository';
import { endWaiting, putBack, tenantsWithExpired } from '../../store/commands/command-queue.repository';
import type { CommandRow } from '../../store/commands/command.row';
import { REGISTRY_ACTOR, type Author, type RegistryWriter } from '../../store/registry-writer';
import { StationStateRow } from '../../store/monitoring/station-state.row';
import { getStation } from '../../store/registration/station.repository';
import { saveLearned } from '../configuration/save-learned';
import { checkWait, tellEnded } from './waiting-checks';

/** A command as its caller asked for it. */
export interface CommandAsk {
  /** UUIDv7. */
  readonly id: string;
  readonly stationId: string;
  readonly body: { readonly type: string };
  readonly idempotencyKey?: string | undefined;
  /** So long after it was sent, a command without an outcome is swept: longer than it can take. */
  readonly budgetMs: number;
  /** It is not sent now, but written down to wait. */
  readonly waits?: { readonly status: 'queued' | 'held'; readonly expiresAt: string } | undefined;
}

export interface OpenedCommand {
  row: CommandRow;
  /** False for the repeat of an earlier call: nothing is to be sent. */
  fresh: boolean;
  /** Presence, for the bus to know how long to look for the link. */
  connected: boolean;
  /** Of the link that has the station by what is projected; undefined while it has none. */
  epoch?: number | undefined;
}

const SWEPT_AT_ONCE = 100;

/** The ledger of commands: a row is committed before its command leaves, and ended once. No secret is written to it. */
export class CommandLedger {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 without the station; 422 if the key was used for something else, or if it cannot wait */
  async open(author: Author, ask: CommandAsk): Promise<OpenedCommand> {
    const row = toRow(author, ask);
    if (ask.waits !== undefined) checkWait(ask.body, ask.waits.expiresAt, row.createdAt);
    const { found, written, connected, linkEpoch } = await openCommand(this.writer, row);
    if (!found) throw notFound('station', ask.stationId);
    if (!written) return this.repeatOf(row);
    return { row, fresh: true, connected, epoch: connected ? (linkEpoch ?? undefined) : undefined };
  }

  /**
   * Ends a command; what was learned of the station is kept with it.
   * @returns the row as it is now: of a command that had ended before, with its first outcome.
   */
  async end(author: Author, row: CommandRow, ending: Ending, learned: Learned = {}): Promise<CommandRow> {
    const { capabilities, settings = [] } = learned;
    if (settings.length > 0) await this.writer.write(author, (tx) => saveLearned(tx, row.stationId, learned));
    const at = new Date().toISOString();
    const shown = redactSecrets(ending).value;
    const now = { ...row, ...shown, endedAt: at };
    if (await endCommand(this.writer, author, row, { ending: shown, at, learned: capabilities })) return now;
    return (await this.writer.read(row.tenantId, (em) => findCommand(em, row.tenantId, row.id))) ?? now;
  }

  /** Ends a command that never left, and frees its idempotency key: the caller was told 503 and may try again. */
  async abandon(row: CommandRow, description: string): Promise<void> {
    const ending: Ending = { status: 'failed', response: null, error: { code: 'NotSent', description } };
    await withdrawCommand(this.writer, row, { ending, at: new Date().toISOString() });
  }

  /** Puts a command that was taken out of its line back into it: nothing was done. */
  async putBack(row: CommandRow, status: 'queued' | 'held'): Promise<CommandRow> {
    await putBack(this.writer, row, status);
    const { tenantId, id, bulkId } = row;
    if (bulkId === null) return { ...row, status };
    // Its bulk may have been cancelled while it was under way.
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const bulk = await findBulk(tx.em, tenantId, bulkId);
      if (bulk === null || bulk.cancelledAt === null) return { ...row, status };
      tellEnded(tx, await endWaiting(tx.em, tenantId, { id }, { status: 'cancelled', at: tx.at }), 'cancelled');
      return { ...row, status: 'cancelled', endedAt: tx.at };
    });
  }

  /** Cancels a command that waits. @throws Problem 404; 409 `not-waiting` if it was sent or has ended */
  cancel(author: Author, stationId: string, id: string): Promise<CommandRow> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      const row = await getCommand(em, tenantId, stationId, id);
      const ended = await endWaiting(em, tenantId, { id }, { status: 'cancelled', at });
      if (ended.length === 0) throw conflict('not-waiting', `Command ${id} was sent already, or has ended.`);
      tellEnded(tx, ended, 'cancelled');
      await tx.logChange('command', id, 'cancelled', { stationId, type: row.type });
      return { ...row, status: 'cancelled', endedAt: at };
    });
  }

  /** What decides whether a command waits. @throws Problem 404 without the station */
  stationOf(tenantId: string, stationId: string): Promise<{ connected: boolean; ocppVersion: OcppVersion | null }> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      const state = await em.findOneBy(StationStateRow, { tenantId, stationId });
      return { connected: state?.connected ?? false, ocppVersion: state?.ocppVersion ?? null };
    });
  }

  /** Ends the waiting commands whose time is over, of all tenants. Any replica may do it. @returns how many. */
  async expire(now: string): Promise<number> {
    let expired = 0;
    for (const tenantId of await this.writer.read(ALL_TENANTS, (em) => tenantsWithExpired(em, now))) {
      await this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
        const which = { expiredBy: now, limit: SWEPT_AT_ONCE };
        const ended = await endWaiting(tx.em, tenantId, which, { status: 'expired', at: tx.at });
        tellEnded(tx, ended, 'expired');
        expired += ended.length;
      });
    }
    return expired;
  }

  /** @throws Problem 404 without such a command of the station */
  get(tenantId: string, stationId: string, id: string): Promise<CommandRow> {
    return this.writer.read(tenantId, (em) => getCommand(em, tenantId, stationId, id));
  }

  /** A station's commands, newest first, `limit + 1` at most. @throws Problem 404 without the station */
  list(tenantId: string, stationId: string, page: CommandPage): Promise<CommandRow[]> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      return listCommands(em, tenantId, stationId, page);
    });
  }

  /** Ends what a process left behind when it died, past its deadline. Any replica may do it. @returns how many. */
  async sweep(now: string): Promise<number> {
    const rows = await this.writer.read(ALL_TENANTS, (em) => overdueCommands(em, now, SWEPT_AT_ONCE));
    for (const row of rows) await this.end({ tenantId: row.tenantId, actor: REGISTRY_ACTOR }, row, UNKNOWN_OUTCOME);
    return rows.length;
  }

  private async repeatOf(row: CommandRow): Promise<OpenedCommand> {
    const { tenantId, idempotencyKey } = row;
    const first = await this.writer.read(tenantId, (em) => findCommandByKey(em, tenantId, idempotencyKey ?? ''));
    if (first === null) throw new Error(`command ${row.id} was not written, and no other has its key`);
    if (first.fingerprint !== row.fingerprint) {
      const message = 'was used for another command; a key goes with one station and one body';
      throw unprocessable([{ path: 'Idempotency-Key', message }]);
    }
    return { row: first, fresh: false, connected: true };
  }
}

async function getCommand(em: EntityManager, tenantId: string, stationId: string, id: string): Promise<CommandRow> {
  await getStation(em, tenantId, stationId);
  const row = await findCommand(em, tenantId, id);
  if (row?.stationId !== stationId) throw notFound('command', id);
  return row;
}

function toRow({ tenantId, actor }: Author, ask: CommandAsk): CommandRow {
  const { type, ...parameters } = ask.body;
  const now = Date.now();
  return {
    tenantId,
    id: ask.id,
    stationId: ask.stationId,
    type,
    parameters: redactSecrets(parameters).value,
    status: ask.waits?.status ?? 'running',
    response: null,
    error: null,
    idempotencyKey: ask.idempotencyKey ?? null,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([ask.stationId, ask.body]))
      .digest('hex'),
    actorType: actor.type,
    actorId: actor.id,
    createdAt: new Date(now).toISOString(),
    deadlineAt: new Date(now + ask.budgetMs).toISOString(),
    endedAt: null,
    inLine: ask.waits !== undefined,
    expiresAt: ask.waits?.expiresAt ?? null,
    budgetMs: ask.budgetMs,
    bulkId: null,
  };
}
