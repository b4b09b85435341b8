import { v7 as uuidv7 } from 'uuid';
import type { RolloutPolicy } from '../../domain/rollouts/rollout';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import { findImage, lockImage } from '../../store/image.repository';
import { countStations, findRolloutByKey, insertRollout, sumCounts } from '../../store/rollouts/rollout.repository';
import type { RolloutRow, RolloutSelector, RolloutStationRow } from '../../store/rollouts/rollout.row';
import { answerOnce, fingerprintOf, type KeyMisused } from '../answer-once';
import type { CheckContent } from '../check-content';
import type { Planned, PlanRollout } from './plan-rollout';
import { toRolloutFact } from './rollout-facts';

export interface RolloutOrder {
  readonly name: string;
  readonly imageId: string;
  readonly selector: RolloutSelector;
  readonly policy: RolloutPolicy;
  readonly baseUrl: string;
}

type Refusal = { ok: false; reason: 'unknown-image' | 'image-retired' | 'image-damaged' | 'no-stations' };
type Started = { ok: true; rollout: RolloutRow } | Refusal | KeyMisused;

/** Begins rollouts. The stations are chosen now; whether each may be updated is looked at again when its turn comes. */
export class StartRollout {
  constructor(
    private readonly store: FirmwareStore,
    private readonly planner: PlanRollout,
    private readonly contents: CheckContent,
  ) {}

  /** What it would do, as of now; nothing is written. @throws AskFailed if the registry is away */
  async rehearse(author: Author, order: RolloutOrder): Promise<{ ok: true; plan: Planned[] } | Refusal> {
    return this.plan(author, order, uuidv7());
  }

  /** @param key - with the same key nothing is begun again. @throws AskFailed if the registry is away, the store's errors */
  start(author: Author, order: RolloutOrder, key?: string): Promise<Started> {
    const { tenantId } = author;
    const { baseUrl: _base, ...request } = order;
    const fingerprint = fingerprintOf(request);
    return answerOnce<RolloutRow, Started>({
      ...{ key, fingerprint },
      find: (known) => this.store.read(tenantId, (em) => findRolloutByKey(em, tenantId, known)),
      make: () => this.make(author, order, key === undefined ? {} : { idempotencyKey: key, fingerprint }),
      toAnswer: (rollout) => ({ ok: true, rollout }),
    });
  }

  private async make(
    author: Author,
    order: RolloutOrder,
    { idempotencyKey = null, fingerprint = null }: { idempotencyKey?: string | null; fingerprint?: string | null },
  ): Promise<Started> {
    const id = uuidv7();
    const planned = await this.plan(author, order, id);
    if (!planned.ok) return planned;
    if (planned.plan.every(({ verdict }) => verdict === 'skip')) return { ok: false, reason: 'no-stations' };
    const at = new Date().toISOString();
    const rollout: RolloutRow = {
      ...{ tenantId: author.tenantId, id, ...order, status: 'running', reason: null, wave: 0, waveOverAt: null },
      forgiven: { ended: 0, failed: 0, notBack: 0 },
      ...{ actorType: author.actor.type, actorId: author.actor.id, createdAt: at, endedAt: null },
      ...{ idempotencyKey, fingerprint },
    };
    const rows = planned.plan.map((one, position) => toRow(rollout, one, position));
    return this.store.write<Started>(author, async (em) => {
      const image = await lockImage(em, author.tenantId, order.imageId);
      if (image === null) return { result: { ok: false, reason: 'unknown-image' }, facts: [] };
      if (image.retiredAt !== null) return { result: { ok: false, reason: 'image-retired' }, facts: [] };
      await insertRollout(em, rollout, rows);
      const counts = sumCounts(await countStations(em, { tenantId: author.tenantId, rolloutId: id }));
      return {
        result: { ok: true, rollout },
        facts: [toRolloutFact('rollout.started', rollout, counts, author.actor)],
      };
    });
  }

  private async plan(
    author: Author,
    order: RolloutOrder,
    lot: string,
  ): Promise<{ ok: true; plan: Planned[] } | Refusal> {
    const { tenantId } = author;
    const image = await this.store.read(tenantId, (em) => findImage(em, tenantId, order.imageId));
    if (image === null) return { ok: false, reason: 'unknown-image' };
    if (image.retiredAt !== null) return { ok: false, reason: 'image-retired' };
    if (!(await this.contents.check(image)).ok) return { ok: false, reason: 'image-damaged' };
    return { ok: true, plan: await this.planner.plan(tenantId, image, { ...order, lot }) };
  }
}

function toRow({ tenantId, id: rolloutId, createdAt }: RolloutRow, one: Planned, position: number): RolloutStationRow {
  const skipped = one.verdict === 'skip';
  return {
    ...{ tenantId, rolloutId, stationId: one.stationId, position, wave: one.wave ?? 0, reason: one.reason },
    ...{ state: skipped ? 'skipped' : 'waiting', tries: 0, strikes: 0, attemptId: null, notBefore: createdAt },
    ...{ fromVersion: one.fromVersion, endedAt: skipped ? createdAt : null },
  };
}
