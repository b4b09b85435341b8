import type { EntityManager, EntitySubscriberInterface } from 'typeorm';

const WAKES_LINES = 'chargebusWakesLines';

/** What this transaction writes may be what a waiting command waits for: `wakeAfterCommit` tells once it is committed. */
export function wakesLines({ queryRunner }: EntityManager): void {
  if (queryRunner !== undefined) queryRunner.data[WAKES_LINES] = true;
}

/** A subscriber that calls `wake` after each commit of a transaction that said so. */
export function wakeAfterCommit(wake: () => void): EntitySubscriberInterface {
  return {
    afterTransactionCommit: ({ queryRunner }) => {
      if (queryRunner.data[WAKES_LINES] !== true || queryRunner.isTransactionActive) return;
      delete queryRunner.data[WAKES_LINES];
      wake();
    },
  };
}
