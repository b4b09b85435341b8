import type { Fact, FactKind, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { saveStationGroups } from '../store/station-groups.repository';
import { settleSession } from './settle-session';

/** Applies a batch of facts to billing's rows: what it reads are sessions and where stations belong. */
export async function projectFacts(batch: Projected<Fact>[], tx: ProjectionTransaction): Promise<void> {
  for (const projected of batch) {
    if (is(projected, 'station.changed')) await saveStationGroups(tx.em, projected.event);
    else if (is(projected, 'session.started', 'session.updated', 'session.ended')) await settleSession(projected, tx);
  }
}

function is<K extends FactKind>(projected: Projected<Fact>, ...kinds: K[]): projected is Projected<FactOf<K>> {
  return (kinds as FactKind[]).includes(projected.event.kind);
}
