import type { Fact, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { saveCost } from '../store/session.repository';
import { saveStationRefs } from '../store/station-ref.repository';

/** Facts of other services that sessions show or need. */
export const sessionFactKinds = ['session.priced', 'station.changed'] as const;

/** What billing says sessions cost, and what the registry says of stations. */
export async function projectFacts(batch: Projected<Fact>[], { em }: ProjectionTransaction): Promise<void> {
  const facts = batch.map(({ event }) => event);
  await saveStationRefs(
    em,
    facts.filter((fact): fact is FactOf<'station.changed'> => fact.kind === 'station.changed'),
  );
  const priced = facts.filter((fact): fact is FactOf<'session.priced'> => fact.kind === 'session.priced');
  // In the order of ids, as every writer of sessions takes its locks; facts of one session keep theirs.
  const byId = [...priced].sort((a, b) =>
    a.data.sessionId < b.data.sessionId ? -1 : Number(a.data.sessionId > b.data.sessionId),
  );
  for (const { tenantId, data } of byId) await saveCost(em, tenantId, data.sessionId, data.cost);
}
