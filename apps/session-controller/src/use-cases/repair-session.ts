import type { Actor } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import { mergeOrphan, release, setEnd, type Repair, type RepairRefusal } from '../domain/repair';
import { toSnapshot, type Session } from '../domain/session';
import type { EnergyPoint, Sample } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { takeOrphan, writeRepair } from '../store/repair.repository';
import { saveSamples } from '../store/sample.repository';
import type { ChangeSession } from './change-session';

export type RepairResult =
  { ok: true; session: Session } | { ok: false; reason: RepairRefusal | 'unknown-session' | 'unknown-orphan' };

interface Repaired {
  session: Session;
  points: EnergyPoint[];
  samples: Sample[];
}

/** Repairs sessions by an operator's word. What it was, what it is, who did it and why are written down with it. */
export class RepairSession {
  constructor(private readonly changes: ChangeSession) {}

  async repair(
    caller: { tenantId: string; actor: Actor },
    sessionId: string,
    repair: Repair,
    reason: string,
  ): Promise<RepairResult> {
    const { tenantId, actor } = caller;
    const at = new Date().toISOString();
    let refused: RepairRefusal | 'unknown-orphan' | undefined;
    const found = await this.changes.change({ tenantId, id: sessionId }, actor, async (before, em) => {
      const result = await decide(before, repair, at, em);
      if ('refused' in result) {
        refused = result.refused;
        return undefined;
      }
      const { session: after, points, samples } = result;
      await saveSamples(
        em,
        samples.map((sample) => ({ tenantId, sessionId, sample })),
      );
      const line = { before: toSnapshot(before), after: toSnapshot(after), id: uuidv7(), at, actor };
      await writeRepair(em, { ...line, tenantId, sessionId, action: repair.action, reason });
      return { session: after, points };
    });
    if (found === undefined) return { ok: false, reason: 'unknown-session' };
    return refused === undefined ? { ok: true, session: found.after } : { ok: false, reason: refused };
  }
}

async function decide(
  session: Session,
  repair: Repair,
  now: string,
  em: EntityManager,
): Promise<Repaired | { refused: RepairRefusal | 'unknown-orphan' }> {
  const plain = (after: Session | { refused: RepairRefusal }): Repaired | { refused: RepairRefusal } =>
    'refused' in after ? after : { session: after, points: [], samples: [] };
  if (repair.action === 'set-end') return plain(setEnd(session, { ...repair, now }));
  if (repair.action === 'release') return plain(release(session));
  const { tenantId, id: sessionId, stationId } = session;
  const event = await takeOrphan(em, { tenantId, id: repair.orphanId, stationId, sessionId });
  if (event === undefined) return { refused: 'unknown-orphan' };
  const decision = mergeOrphan(session, event);
  if ('refused' in decision) return decision;
  if (decision.kind !== 'session') return { refused: 'no-effect' };
  return { session: decision.after, points: decision.points, samples: decision.samples };
}
