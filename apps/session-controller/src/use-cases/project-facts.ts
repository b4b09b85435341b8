import type { Fact, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { saveCosts } from '../store/session.repository';
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
  await saveCosts(
    em,
    priced.map(({ tenantId, data: { sessionId, cost } }) => ({ tenantId, sessionId, cost })),
  );
}
