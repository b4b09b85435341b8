import { randomUUID } from 'node:crypto';
import type { Fact } from '@chargebus/contracts';
import type { Random } from '@chargebus/station-simulator';
import { connect, type NatsConnection } from 'nats';
import type { Servers } from '../support/servers';

interface Told {
  subject: string;
  body: { v: number; rows?: unknown; events: Fact[] };
  /** Those of its facts that bills are made of. */
  ofSessions: Fact[];
}

/**
 * Delivers facts of sessions that are in the log already once more: later, in another order, as whole records, as a relay would, or in
 * none of its rows and under other ids.
 */
export class RetoldFacts {
  /** How many facts were told again. */
  count = 0;
  private readonly seen: Told[] = [];

  private constructor(
    private readonly nats: NatsConnection,
    private readonly random: Random,
  ) {
    nats.subscribe('fact.*', {
      callback: (_error, message) => {
        const body = message.json<Told['body']>();
        const ofSessions = body.events.filter(({ kind }) => kind.startsWith('session.') && kind !== 'session.priced');
        if (ofSessions.length > 0) this.seen.push({ subject: message.subject, body, ofSessions });
      },
    });
  }

  /** @param random - chooses which, and in what order */
  static async open(servers: Servers, random: Random): Promise<RetoldFacts> {
    const nats = await connect({ servers: servers.natsUrl.split(','), maxReconnectAttempts: -1, name: 'retold' });
    const retold = new RetoldFacts(nats, random);
    await nats.flush();
    return retold;
  }

  /** Puts so many of the records so far into the log again, whichever come. What is told again may be chosen again. */
  async tellAgain(records: number): Promise<void> {
    const { random, seen } = this;
    const chosen = Array.from({ length: Math.min(records, seen.length) }, () => random.pick(seen));
    for (const { subject, body, ofSessions } of chosen) {
      const asNew = { v: 1, events: ofSessions.map((event) => ({ ...event, id: randomUUID() })) };
      await this.nats
        .jetstream({ timeout: 30_000 })
        .publish(subject, JSON.stringify(random.chance(0.5) ? asNew : body));
      this.count += ofSessions.length;
    }
  }

  async close(): Promise<void> {
    await this.nats.close();
  }
}
