import type { Fact } from '@chargebus/contracts';
import { writeOutbox } from '@chargebus/messaging';
import type { EntityManager } from 'typeorm';
import { recordDeliveries } from './record-deliveries';

/** Tells facts that people caused: to the log, and to the webhooks that want them, in the transaction of the rows. */
export async function tellFacts(em: EntityManager, facts: readonly Fact[], partitions: number): Promise<void> {
  await writeOutbox(em, facts, partitions);
  await recordDeliveries(em, facts);
}
