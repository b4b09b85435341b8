import { randomUUID } from 'node:crypto';
import type { Fact } from '@chargebus/contracts';
import type { Random } from '@chargebus/station-simulator';
import { connect, type NatsConnection } from 'nats';
import type { Servers } from '../support/servers';

interface Record {
  subject: string;
  body: { v: number; events: Fact[] };
}

/** Delivers facts of sessions that are in the log already once more: later, in another order, and often under another id. */
export class RetoldFacts {
  /** How many facts were told again. */
  count = 0;
  private readonly seen: Record[] = [];

  private constructor(
    private readonly nats: NatsConnection,
    private readonly random: Random,
  ) {
    nats.subscribe('fact.*', {
      callback: (_error, message) => {
        const body = message.json<Record['body']>();
        const events = body.events.filter(({ kind }) => kind.startsWith('session.') && kind !== 'session.priced');
        if (events.length > 0) this.seen.push({ subject: message.subject, body: { ...body, events } });
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
    for (const { subject, body } of chosen) {
      const isNew = random.chance(0.5);
      const events = body.events.map((event) => (isNew ? { ...event, id: randomUUID() } : event));
      await this.nats.jetstream().publish(subject, JSON.stringify({ ...body, events }));
      this.count += events.length;
    }
  }

  async close(): Promise<void> {
    await this.nats.close();
  }
}
