import { createHash } from 'node:crypto';
import { redactSecrets } from '@chargebus/contracts';
import { ALL_TENANTS } from '@chargebus/database';
import { notFound, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Capabilities } from '../domain/capabilities';
import { UNKNOWN_OUTCOME, type Ending } from '../domain/command';
import {
  endCommand,
  findCommand,
  findCommandByKey,
  insertCommand,
  listCommands,
  overdueCommands,
  releaseKey,
  type CommandPage,
} from '../store/command.repository';
import type { CommandRow } from '../store/command.row';
import { REGISTRY_ACTOR, type Author, type RegistryTransaction, type RegistryWriter } from '../store/registry-writer';
import { StationStateRow } from '../store/station-state.row';
import { getStation, saveCapabilities } from '../store/station.repository';

/** A command as its caller asked for it. */
export interface CommandAsk {
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
  open(author: Author, ask: CommandAsk): Promise<OpenedCommand> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      await getStation(em, tenantId, ask.stationId);
      const row = toRow(tx, ask);
      if (!(await insertCommand(em, row))) return repeatOf(em, tenantId, row);
      const state = await em.findOneBy(StationStateRow, { tenantId, stationId: ask.stationId });
      const connected = state?.connected ?? false;
      return { row, fresh: true, connected, epoch: connected ? (state?.linkEpoch ?? undefined) : undefined };
    });
  }

  /**
   * Ends a command; what was learned of the station is kept with it.
   * @returns the row as it is now: of a command that had ended before, with its first outcome.
   */
  end(author: Author, row: CommandRow, ending: Ending, learned?: Capabilities): Promise<CommandRow> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      const shown = redactSecrets(ending).value;
      const ended = await endCommand(em, tenantId, row.id, shown, tx.at);
      if (ended) {
        const { id: commandId, stationId, type } = row;
        tx.publish('command.ended', stationId, { commandId, stationId, type, status: ending.status });
      }
      if (learned !== undefined) await saveCapabilities(em, tenantId, row.stationId, learned);
      const now = { ...row, ...shown, endedAt: tx.at };
      return ended ? now : ((await findCommand(em, tenantId, row.id)) ?? now);
    });
  }

  /** Ends a command that never left, and frees its idempotency key: the caller was told 503 and may try again. */
  abandon(author: Author, row: CommandRow, description: string): Promise<void> {
    return this.writer.write(author, async ({ em, tenantId, at }) => {
      const error = { code: 'NotSent', description };
      await endCommand(em, tenantId, row.id, { status: 'failed', response: null, error }, at);
      await releaseKey(em, tenantId, row.id);
    });
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
}

function toRow({ tenantId, author, at }: RegistryTransaction, ask: CommandAsk): CommandRow {
  const { type, ...parameters } = ask.body;
  return {
    tenantId,
    id: uuidv7(),
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
    actorType: author.actor.type,
    actorId: author.actor.id,
    createdAt: at,
    deadlineAt: new Date(Date.parse(at) + ask.budgetMs).toISOString(),
    endedAt: null,
  };
}

async function repeatOf(em: EntityManager, tenantId: string, row: CommandRow): Promise<OpenedCommand> {
  const first = await findCommandByKey(em, tenantId, row.idempotencyKey ?? '');
  if (first === null) throw new Error(`command ${row.id} was not written, and no other has its key`);
  if (first.fingerprint !== row.fingerprint) {
    const message = 'was used for another command; a key goes with one station and one body';
    throw unprocessable([{ path: 'Idempotency-Key', message }]);
  }
  return { row: first, fresh: false, connected: false };
}
