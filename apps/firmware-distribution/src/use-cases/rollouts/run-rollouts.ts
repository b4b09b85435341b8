import type { Fact } from '@chargebus/contracts';
import type { Logger } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { decideAfterAttempt, decideRollout, type RolloutStep } from '../../domain/rollouts/decide-rollout';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import * as rollouts from '../../store/rollouts/rollout.repository';
import { findImage } from '../../store/image.repository';
import type { RolloutRow, RolloutStationRow } from '../../store/rollouts/rollout.row';
import type { CheckContent } from '../check-content';
import type { FindEquipment } from '../updates/find-equipment';
import { beginStations } from './begin-stations';
import { toRolloutFact } from './rollout-facts';

/** Stations looked at in one turn of a rollout. */
const LOOKED_AT = 200;
const ACTOR = { type: 'service', id: 'firmware' } as const;

/**
 * Carries rollouts on. Each turn is two transactions under the rollout's lock: what has ended is counted and decided on, then
 * stations are begun with. All it knows is in rows, so whoever takes the next turn goes on where the last was killed.
 */
export class RunRollouts {
  constructor(
    private readonly o: { store: FirmwareStore; logger: Logger; recheckS: number; ftpOn: boolean },
    private readonly equipment: FindEquipment,
    private readonly contents: CheckContent,
  ) {}

  /** One turn of each rollout. @throws outages */
  async turn(): Promise<void> {
    for (const { tenantId, id } of await this.o.store.readAll((em) => rollouts.listOpenRollouts(em))) {
      await this.carryOn({ tenantId, actor: ACTOR }, id).catch((error: unknown) =>
        this.o.logger.warn({ err: error, rolloutId: id }, 'a rollout could not be carried on'),
      );
    }
  }

  private async carryOn(author: Author, id: string): Promise<void> {
    const { store } = this.o;
    const { tenantId } = author;
    const next = await store.write<RolloutStationRow[]>(author, (em) => this.count(em, tenantId, id));
    if (next.length === 0) return;
    if (await this.isDamaged(tenantId, id)) return this.halt(author, id, 'image-damaged');
    const stations = await this.equipment.find(
      tenantId,
      next.map(({ stationId }) => stationId),
    );
    await store.write<void>(author, async (em) => {
      const rollout = await rollouts.lockRollout(em, tenantId, id);
      // Paused, or halted, since.
      if (rollout?.status === 'running') await beginStations(em, rollout, next, stations, this.o);
      return { result: undefined, facts: [] };
    });
  }

  /** What the store holds of its image is not what was uploaded. */
  private async isDamaged(tenantId: string, id: string): Promise<boolean> {
    const image = await this.o.store.read(tenantId, async (em) => {
      const rollout = await rollouts.findRollout(em, tenantId, id);
      return rollout && findImage(em, tenantId, rollout.imageId);
    });
    return image !== null && !(await this.contents.check(image)).ok;
  }

  private halt(author: Author, id: string, reason: string): Promise<void> {
    const { tenantId } = author;
    return this.o.store.write<void>(author, async (em) => {
      const rollout = await rollouts.lockRollout(em, tenantId, id);
      if (rollout?.status !== 'running') return { result: undefined, facts: [] };
      const halted = { ...rollout, status: 'halted' as const, reason };
      await rollouts.saveRollout(em, halted);
      const counts = rollouts.sumCounts(await rollouts.countStations(em, { tenantId, rolloutId: id }));
      return { result: undefined, facts: [toRolloutFact('rollout.status-changed', halted, counts, author.actor)] };
    });
  }

  /** Takes down what has ended, and what follows of it. @returns the stations whose turn it may be */
  private async count(
    em: EntityManager,
    tenantId: string,
    id: string,
  ): Promise<{ result: RolloutStationRow[]; facts: Fact[] }> {
    const rollout = await rollouts.lockRollout(em, tenantId, id);
    if (rollout === null || rollout.endedAt !== null) return { result: [], facts: [] };
    const key = { tenantId, rolloutId: id };
    const now = new Date();
    for (const settled of await rollouts.findSettled(em, key)) await this.settle(em, rollout, settled, now);
    const rows = await rollouts.countStations(em, key);
    const all = rollouts.sumCounts(rows);
    if (rollout.status !== 'running') {
      // An aborted one ends with the last update that was under way.
      const over = rollout.status === 'aborted' && all.updating === 0;
      if (over) await rollouts.saveRollout(em, { ...rollout, endedAt: now.toISOString() });
      return { result: [], facts: [] };
    }
    const both = { counts: rollouts.sumCounts(rows, rollout.wave), all };
    const step = decideRollout(rollout.policy, rollout, both, now);
    const stepped = take(rollout, step, now);
    if (stepped !== rollout) await rollouts.saveRollout(em, stepped);
    const kind = step.type === 'next-wave' ? 'rollout.wave-started' : 'rollout.status-changed';
    const told = step.type !== 'go-on' && step.type !== 'wave-over';
    const facts = told ? [toRolloutFact(kind, stepped, all, ACTOR)] : [];
    const free = rollout.policy.maxInFlight - all.updating;
    if (stepped.status !== 'running' || free <= 0) return { result: [], facts };
    const most = Math.min(LOOKED_AT, Math.max(20, free * 2));
    return { result: await rollouts.listNext(em, stepped, now.toISOString(), most), facts };
  }

  private async settle(em: EntityManager, rollout: RolloutRow, settled: rollouts.Settled, now: Date): Promise<void> {
    const { attemptStatus: status, attemptReason: reason, ...row } = settled;
    const after = decideAfterAttempt(rollout.policy, { status, reason }, row.strikes, this.o.recheckS);
    const at = now.toISOString();
    if (after.state !== 'waiting') {
      return rollouts.saveStation(em, { ...row, state: after.state, reason: after.reason, endedAt: at });
    }
    // An aborted rollout begins nothing again.
    if (rollout.status === 'aborted') {
      return rollouts.saveStation(em, { ...row, state: 'failed', reason: after.reason, endedAt: at });
    }
    const notBefore = new Date(now.getTime() + after.waitS * 1000).toISOString();
    const { reason: why, strikes } = after;
    return rollouts.saveStation(em, { ...row, state: 'waiting', reason: why, strikes, notBefore, endedAt: null });
  }
}

function take(rollout: RolloutRow, step: RolloutStep, now: Date): RolloutRow {
  switch (step.type) {
    case 'go-on':
      return rollout;
    case 'halt':
      return { ...rollout, status: 'halted', reason: step.reason };
    case 'wave-over':
      return { ...rollout, waveOverAt: now.toISOString() };
    case 'next-wave':
      return { ...rollout, wave: rollout.wave + 1, waveOverAt: null };
    case 'complete':
      return { ...rollout, status: 'completed', reason: null, endedAt: now.toISOString() };
  }
}
