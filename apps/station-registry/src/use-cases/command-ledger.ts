import { createHash } from 'node:crypto';
import { redactSecrets } from '@chargebus/contracts';
import { ALL_TENANTS } from '@chargebus/database';
import { notFound, unprocessable } from '@chargebus/service-runtime';
import { UNKNOWN_OUTCOME, type Ending } from '../domain/command';
import type { Learned } from '../domain/learned-settings';
import {
  endCommand,
  findCommand,
  findCommandByKey,
  listCommands,
  openCommand,
  overdueCommands,
  withdrawCommand,
  type CommandPage,
} from '../store/command.repository';
import type { CommandRow } from '../store/command.row';
import { REGISTRY_ACTOR, type Author, type RegistryWriter } from '../store/registry-writer';
import { getStation } from '../store/station.repository';
import { saveLearned } from './save-learned';

/** A command as its caller asked for it. */
export interface CommandAsk {
  /** UUIDv7. */
  readonly id: string;
  readonly stationId: string;
  readonly body: { readonly type: string };
  readonly idempotencyKey?: string | undefined;
  /** After this, a command without an outcome is swept: longer than it can take. */
  readonly budgetMs: number;
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

  /** @throws Problem 404 without the station; 422 if the key was used for something else */
  async open(author: Author, ask: CommandAsk): Promise<OpenedCommand> {
    const row = toRow(author, ask);
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

  /** @throws Problem 404 without such a command of the station */
  get(tenantId: string, stationId: string, id: string): Promise<CommandRow> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      const row = await findCommand(em, tenantId, id);
      if (row?.stationId !== stationId) throw notFound('command', id);
      return row;
    });
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
    return { row: first, fresh: false, connected: false };
  }
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
    status: 'running',
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
  };
}
