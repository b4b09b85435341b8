import { FACT_STREAM, factRecord, type Fact } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';

/** Every fact about `key` that is in the log now, in order. */
export async function factsOf({ nc }: Messaging, key: string): Promise<Fact[]> {
  const js = nc.jetstream({ timeout: 30_000 });
  const manager = await js.jetstreamManager();
  const { state } = await manager.streams.info(FACT_STREAM);
  const facts: Fact[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
    const { data } = await manager.streams.getMessage(FACT_STREAM, { seq });
    facts.push(...factRecord.parse(JSON.parse(Buffer.from(data).toString('utf8'))).events);
  }
  return facts.filter((fact) => fact.key === key);
}
