import { EventEmitter } from 'node:events';
import { fromSubjectToken, STATION_STREAM, subjectToken } from '@chargebus/contracts';
import { NatsError, nuid, type KV, type KvEntry } from 'nats';
import type { Messaging } from '../messaging';
import { DEFAULT_LEASE_MS } from './lease-subjects';

export const CLAIMS_BUCKET = 'station-claims';
const WRONG_LAST_SEQUENCE = 10071;
const NAME_IN_USE = 10058;
const BUCKET_BYTES = 32 * 1024 ** 2;

interface Held {
  revision: number;
  /** Since when the claim surely holds: taken before the write that made it. */
  since: number;
}

/**
 * Rule 20: which gateway holds a station that has no socket (SOAP). The claim is a key of a JetStream bucket that the
 * server forgets after a lease; its holder writes it again every third of that, each time only over its own last write.
 * So there is one holder at most, and another gateway takes over a lease after the holder's last sign of life.
 */
export class LeasedClaims {
  private readonly held = new Map<string, Held>();
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  /** Tells this process's writes from those of an earlier life of the same gateway. */
  private readonly holder = nuid.next();
  private readonly value: string;
  private bucket: Promise<KV> | undefined;
  private leaseMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly o: { messaging: Messaging; gatewayId: string; leaseMs?: number }) {
    this.leaseMs = o.leaseMs ?? DEFAULT_LEASE_MS;
    this.value = JSON.stringify({ gatewayId: o.gatewayId, holder: this.holder });
  }

  /** Takes the station if nobody holds it. True if this gateway holds it now, also if it did before. @throws NatsError */
  async tryHold(tenantId: string, stationId: string): Promise<boolean> {
    const key = toKey(tenantId, stationId);
    if (this.holdsKey(key)) return true;
    const bucket = await this.open();
    const since = performance.now();
    try {
      this.keep(key, { revision: await bucket.create(key, this.value), since });
      return true;
    } catch (error) {
      if (!isTaken(error)) throw error;
      // An earlier write of ours may have been stored although its ack was lost.
      const entry = await this.findOwn(key);
      if (!entry) return false;
      this.keep(key, { revision: entry.revision, since: -Infinity });
      await this.renewAll();
      return this.holdsKey(key);
    }
  }

  /** By this process's own clock: false as soon as a lease went by without a write that succeeded. */
  holds(tenantId: string, stationId: string): boolean {
    return this.holdsKey(toKey(tenantId, stationId));
  }

  /** Which gateway holds the station, if any. @throws NatsError */
  async findHolder(tenantId: string, stationId: string): Promise<string | undefined> {
    const entry = await (await this.open()).get(toKey(tenantId, stationId));
    return entry?.operation === 'PUT' ? entry.json<{ gatewayId: string }>().gatewayId : undefined;
  }

  /** The claim went without our doing: end the station's link. */
  onLost(listener: (tenantId: string, stationId: string) => void): void {
    this.emitter.on('lost', listener);
  }

  /** Lets the station go at once. @throws NatsError */
  async release(tenantId: string, stationId: string): Promise<void> {
    const key = toKey(tenantId, stationId);
    const held = this.held.get(key);
    if (!held) return;
    this.held.delete(key);
    try {
      await (await this.open()).delete(key, { previousSeq: held.revision });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }

  /** Ends renewing; what is held runs out by itself. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.held.clear();
  }

  private holdsKey(key: string): boolean {
    const held = this.held.get(key);
    return held !== undefined && performance.now() - held.since < this.leaseMs;
  }

  private keep(key: string, held: Held): void {
    this.held.set(key, held);
    this.timer ??= setInterval(() => void this.renewAll(), this.leaseMs / 3);
  }

  private async findOwn(key: string): Promise<KvEntry | undefined> {
    const entry = await (await this.open()).get(key);
    if (entry?.operation !== 'PUT') return undefined;
    return entry.json<{ holder?: string }>().holder === this.holder ? entry : undefined;
  }

  private async renewAll(): Promise<void> {
    await Promise.all([...this.held].map(([key, held]) => this.renew(key, held)));
  }

  private async renew(key: string, held: Held): Promise<void> {
    const since = performance.now();
    try {
      const revision = await (await this.open()).update(key, this.value, held.revision);
      Object.assign(held, { revision, since });
    } catch (error) {
      const own = isTaken(error) ? await this.findOwn(key).catch(() => undefined) : undefined;
      // Its ack was lost, or NATS is away: the claim is ours while the lease runs; the next renewal writes over this one.
      if (own) held.revision = own.revision;
      if ((isTaken(error) && !own) || !this.holdsKey(key)) this.lose(key, held);
    }
  }

  private lose(key: string, held: Held): void {
    if (this.held.get(key) !== held) return;
    this.held.delete(key);
    const [tenantId, stationId] = fromKey(key);
    this.emitter.emit('lost', tenantId, stationId);
  }

  private open(): Promise<KV> {
    this.bucket ??= this.makeBucket().catch((error: unknown) => {
      this.bucket = undefined;
      throw error;
    });
    return this.bucket;
  }

  private async makeBucket(): Promise<KV> {
    const { nc } = this.o.messaging;
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    // As many copies as the log has.
    const { config } = await jsm.streams.info(STATION_STREAM);
    const js = nc.jetstream({ timeout: 3_000 });
    const options = { ttl: this.leaseMs, max_bytes: BUCKET_BYTES, replicas: config.num_replicas, history: 1 };
    const make = () => js.views.kv(CLAIMS_BUCKET, options);
    // Another gateway may make it at the same moment, with another lease.
    const bucket = await make().catch((error: unknown) =>
      errorCode(error) === NAME_IN_USE ? make() : Promise.reject(error),
    );
    // The bucket's lease is the one that counts, whoever made it.
    const { ttl } = await bucket.status();
    if (ttl > 0) this.leaseMs = ttl;
    return bucket;
  }
}

/** Bucket keys take the characters of `subjectToken`. */
function toKey(tenantId: string, stationId: string): string {
  return `${subjectToken(tenantId)}.${subjectToken(stationId)}`;
}

function fromKey(key: string): [tenantId: string, stationId: string] {
  const [tenant, station] = key.split('.');
  return [fromSubjectToken(tenant!), fromSubjectToken(station!)];
}

function errorCode(error: unknown): number | undefined {
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}

/** The key was written by somebody since. */
function isTaken(error: unknown): boolean {
  return errorCode(error) === WRONG_LAST_SEQUENCE;
}
