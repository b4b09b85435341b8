import { FACT_STREAM, type Fact, type FactOf } from '@chargebus/contracts';
import { connect } from 'nats';

type SessionFact = FactOf<
  'session.started' | 'session.updated' | 'session.ended' | 'session.failed' | 'session.requested'
>;

/** What the session controller told of a station's sessions, in its order; a fact that was published twice counts once. */
export async function readSessionFacts(natsUrl: string, stationId: string): Promise<SessionFact[]> {
  const nc = await connect({ servers: natsUrl });
  try {
    const manager = await nc.jetstreamManager({ timeout: 30_000 });
    const { state } = await manager.streams.info(FACT_STREAM);
    const facts = new Map<string, SessionFact>();
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const { events } = (await manager.streams.getMessage(FACT_STREAM, { seq })).json<{ events: Fact[] }>();
      for (const fact of events) if (isOf(fact, stationId)) facts.set(fact.id, fact);
    }
    return [...facts.values()];
  } finally {
    await nc.close();
  }
}

function isOf(fact: Fact, stationId: string): fact is SessionFact {
  return 'session' in fact.data && fact.data.session.stationId === stationId;
}
