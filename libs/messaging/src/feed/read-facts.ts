import { FACT_STREAM } from '@chargebus/contracts';
import type { Messaging, MessagingLogger } from '../messaging';
import { RecordReader } from '../projection/record-reader';
import { BackOff, Wake } from '../projection/wake';
import { decideResume, toFeedId, type FeedGap, type FeedPosition } from './feed-position';

/** A fact as its record holds it: also of kinds that a newer version has added. */
export interface FedFact {
  /** Of the place after it. */
  readonly feedId: string;
  readonly seq: number;
  readonly index: number;
  readonly fact: AnyFact;
}
export interface AnyFact {
  readonly kind: string;
  readonly id: string;
  readonly tenantId: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Facts in the order of the stream, and the place after the last record they are from. */
export interface FactBatch {
  readonly facts: readonly FedFact[];
  readonly upTo: FeedPosition;
}

/** The stream is not the one that was read, or holds no more what comes next: whoever goes on has to say so. */
export class FeedBroken extends Error {
  override readonly name = 'FeedBroken';
  constructor(readonly gap: FeedGap) {
    super(`the facts that come next cannot be told: ${gap}`);
  }
}

export type FeedMessaging = Pick<
  Messaging,
  'nc' | 'partitions' | 'healthy' | 'untilHealthy' | 'streamEpoch' | 'onReconnect' | 'onDisconnect'
>;
export interface FeedOptions {
  readonly messaging: FeedMessaging;
  readonly logger: MessagingLogger;
}

export interface Reading {
  /** What comes after it is read. */
  readonly after: FeedPosition;
  /** So many records before that are read as well, as far as they are still there. */
  readonly priming: number;
}

const BATCH_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 5_000;

/**
 * Every fact of every partition from where `reading` says, as it comes, until `signal` is aborted. While NATS is away it waits, and
 * goes on where it stood. Reads a bounded number ahead of whoever takes the batches.
 * @throws FeedBroken
 */
export async function* readFacts(o: FeedOptions, reading: Reading, signal: AbortSignal): AsyncGenerator<FactBatch> {
  const { messaging, logger } = o;
  const [wake, backOff] = [new Wake(), new BackOff()];
  let reader: RecordReader | undefined;
  const letGo = (): void => {
    reader?.close();
    reader = undefined;
    wake.now();
  };
  const offDisconnect = messaging.onDisconnect(letGo);
  signal.addEventListener('abort', letGo);
  let [at, priming] = [reading.after, reading.priming];
  try {
    while (!signal.aborted) {
      try {
        reader = await openAfter(messaging, { after: at, priming }, () => wake.now());
        while (reader !== undefined && !signal.aborted) {
          const records = reader.take(BATCH_BYTES);
          const last = records.at(-1);
          if (last === undefined) {
            await wake.sleep(LOOK_EVERY_MS);
            continue;
          }
          backOff.reset();
          at = { created: at.created, seq: last.seq };
          priming = 0;
          const facts = records.flatMap(({ seq, data }) => factsOf(data, { created: at.created, seq }, logger));
          yield { facts, upTo: at };
        }
      } catch (error) {
        if (error instanceof FeedBroken) throw error;
        letGo();
        if (signal.aborted) return;
        logger.warn(`facts cannot be read now: ${error instanceof Error ? error.message : String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, backOff.next()));
      }
      if (!signal.aborted) await messaging.untilHealthy(LOOK_EVERY_MS);
    }
  } finally {
    offDisconnect();
    signal.removeEventListener('abort', letGo);
    letGo();
  }
}

async function openAfter(messaging: FeedMessaging, o: Reading, onReady: () => void): Promise<RecordReader> {
  const stream = await messaging.streamEpoch('FACT');
  const { gap } = decideResume(o.after, stream);
  if (gap !== undefined) throw new FeedBroken(gap);
  const from = Math.max(stream.firstSeq, o.after.seq + 1 - o.priming);
  return RecordReader.open(messaging, { stream: FACT_STREAM, subjects: ['fact.*'], from }, onReady);
}

function factsOf(data: Uint8Array, record: FeedPosition, logger: MessagingLogger): FedFact[] {
  try {
    const { events } = JSON.parse(Buffer.from(data).toString('utf8')) as { events: AnyFact[] };
    return events.map((fact, index) => ({
      ...{ fact, index, seq: record.seq },
      feedId: toFeedId({ ...record, index }),
    }));
  } catch (error) {
    // The readers that decide on facts put it into their quarantine.
    logger.error(`record ${record.seq} of the facts cannot be read: ${String(error)}`);
    return [];
  }
}
