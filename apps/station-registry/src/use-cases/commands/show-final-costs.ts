import { createHash } from 'node:crypto';
import type { Fact, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';
import { decideFinalCost } from '../../domain/commands/final-cost';
import { decideCostDisplay } from '../../domain/configuration/cost-display';
import { insertIntoLines } from '../../store/commands/command-queue.repository';
import { findCommandCostDisplays } from '../../store/commands/cost-display.repository';
import type { CommandRow } from '../../store/commands/command.row';

type Priced = FactOf<'session.priced'>;

export interface FinalCostOptions {
  /** How long after the end of a session its driver may still look, in ms. */
  readonly patienceMs: number;
  /** How long a command may take once it is sent, in ms. */
  readonly budgetMs: number;
}

/**
 * Writes the final costs of ended sessions into the lines of the stations that are told them by a command (OCPP 1.6) and show them: each is
 * sent once, at once or when its station is back.
 * @returns whether there is one
 */
export async function showFinalCosts(
  batch: readonly Projected<Fact>[],
  { em }: Pick<ProjectionTransaction, 'em'>,
  { patienceMs, budgetMs }: FinalCostOptions,
): Promise<boolean> {
  const priced = batch.map(({ event }) => event).filter(isFinal);
  if (priced.length === 0) return false;
  const displays = await findCommandCostDisplays(
    em,
    priced.map(({ tenantId, data }) => ({ tenantId, stationId: data.stationId })),
  );
  const rows = priced.flatMap((fact, n) => {
    const station = displays[n];
    const display = station
      ? decideCostDisplay(station.showsCost, station.costSettings ?? {}, station.transport)
      : null;
    const decided = decideFinalCost(fact, display, patienceMs);
    return decided ? [toRow(fact, decided, budgetMs)] : [];
  });
  if (rows.length > 0) await insertIntoLines(em, rows);
  return rows.length > 0;
}

const isFinal = (fact: Fact): fact is Priced => fact.kind === 'session.priced' && fact.data.cost.final;

/** The same fact gives the same row: its id has the fact's time, and a digest of the fact's id for what is random elsewhere. */
function toRow(
  { id, at, tenantId, actor, data }: Priced,
  { command, expiresAt }: NonNullable<ReturnType<typeof decideFinalCost>>,
  budgetMs: number,
): CommandRow {
  const { type, ...parameters } = command;
  const digest = createHash('sha256').update(id).digest();
  return {
    ...{ tenantId, id: uuidv7({ msecs: Date.parse(at), random: digest.subarray(0, 16) }), stationId: data.stationId },
    ...{ type, parameters, status: 'queued', response: null, error: null, idempotencyKey: null },
    fingerprint: createHash('sha256')
      .update(JSON.stringify([data.stationId, command]))
      .digest('hex'),
    ...{ actorType: actor.type, actorId: actor.id, createdAt: at, endedAt: null },
    deadlineAt: new Date(Date.parse(at) + budgetMs).toISOString(),
    ...{ inLine: true, expiresAt, budgetMs, bulkId: null },
  };
}
