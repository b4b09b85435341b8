import { randomUUID } from 'node:crypto';
import { subjectToken } from '@chargebus/contracts';
import type { Subscription } from 'nats';
import type { ProjectionMessaging } from './projected';

/** Replicas of a reader tell each other here that they live and what they hold. Core NATS, not stored. */
export const readerPresenceSubject = (reader: string): string => `reader.presence.${subjectToken(reader)}`;

interface Announcement {
  readonly id: string;
  readonly holds: number[];
  /** `hello` asks the others to announce themselves now; `bye` means gone. */
  readonly says: 'hello' | 'alive' | 'bye';
}

export interface PresenceTimes {
  readonly announceEveryMs: number;
  /** A replica not heard for so long is gone. Several announcements, so that one lost moves nothing. */
  readonly forgetAfterMs: number;
}

/** Who else reads the same partitions. It only shares work fairly: that each event counts once is the fence's doing. */
export class ReplicaPresence {
  readonly id = randomUUID();
  private readonly others = new Map<string, { holds: readonly number[]; heardAt: number }>();
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private holds: readonly number[] = [];
  private silent = true;

  constructor(
    private readonly messaging: Pick<ProjectionMessaging, 'nc' | 'healthy'>,
    private readonly reader: string,
    private readonly times: PresenceTimes,
    private readonly onChange: () => void,
  ) {}

  start(): void {
    this.subscription = this.messaging.nc.subscribe(readerPresenceSubject(this.reader), {
      callback: (error, message) => {
        if (error === null) this.hear(message.data);
      },
    });
    this.timer = setInterval(() => this.beat(), this.times.announceEveryMs);
    this.say('hello');
  }

  stop(): void {
    clearInterval(this.timer);
    this.holds = [];
    this.say('bye');
    this.subscription?.unsubscribe();
  }

  /** Announces at once what is held now. `silent`: this replica cannot work (no database), others may take its share. */
  announce(holds: readonly number[], silent = false): void {
    const changed = silent !== this.silent || holds.join() !== this.holds.join();
    this.holds = [...holds];
    this.silent = silent;
    if (changed) this.say(silent ? 'bye' : 'alive');
  }

  /** Everyone heard lately, and this replica, with what they hold. */
  replicas(): ReadonlyMap<string, readonly number[]> {
    const all = new Map<string, readonly number[]>([[this.id, this.holds]]);
    for (const [id, other] of this.others) all.set(id, other.holds);
    return all;
  }

  private beat(): void {
    const oldest = Date.now() - this.times.forgetAfterMs;
    for (const [id, { heardAt }] of this.others)
      if (heardAt < oldest) {
        this.others.delete(id);
        this.onChange();
      }
    if (!this.silent) this.say('alive');
  }

  private hear(data: Uint8Array): void {
    const heard = parse(data);
    if (heard === undefined || heard.id === this.id) return;
    const before = this.others.get(heard.id);
    if (heard.says === 'bye') this.others.delete(heard.id);
    // A replica that says hello holds nothing and cannot work yet: it counts from its first `alive`.
    else if (heard.says === 'alive') this.others.set(heard.id, { holds: heard.holds, heardAt: Date.now() });
    if (heard.says === 'hello' && !this.silent) this.say('alive');
    if (this.others.get(heard.id)?.holds.join() !== before?.holds.join()) this.onChange();
  }

  private say(says: Announcement['says']): void {
    // While disconnected nothing is said: a buffered announcement would be old news when it leaves.
    if (!this.messaging.healthy() || this.messaging.nc.isDraining()) return;
    this.messaging.nc.publish(
      readerPresenceSubject(this.reader),
      JSON.stringify({ id: this.id, holds: [...this.holds], says } satisfies Announcement),
    );
  }
}

function parse(data: Uint8Array): Announcement | undefined {
  try {
    const { id, holds, says } = JSON.parse(Buffer.from(data).toString('utf8')) as Partial<Announcement>;
    return typeof id === 'string' && Array.isArray(holds) && says !== undefined ? { id, holds, says } : undefined;
  } catch {
    return undefined;
  }
}
