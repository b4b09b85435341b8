import {
  anyFact,
  checkFact,
  checkStationEvent,
  outboxRows,
  stationEvent,
  type Fact,
  type StationEvent,
} from '@chargebus/contracts';
import type { OutboxRowRef, Projected } from './projected';

/** A stored record as it came from the stream. */
export interface RawRecord {
  readonly seq: number;
  readonly partition: number;
  readonly data: Uint8Array;
  /** Kinds of its events, if whoever wrote it said so. */
  readonly kinds?: readonly string[] | undefined;
}

/** Something in the log that cannot be given to `apply`. `index` -1 is the record as a whole. */
export interface LogFault {
  readonly seq: number;
  readonly index: number;
  readonly partition: number;
  readonly tenantId: string;
  /** The row of an outbox it came in; none for the record as a whole. */
  readonly row?: OutboxRowRef | undefined;
  readonly error: unknown;
  /** JSON text of the event, or of the record's text as one string. */
  readonly text: string;
}

export interface DecodedRecord<E extends StationEvent | Fact> {
  readonly events: Projected<E>[];
  readonly faults: LogFault[];
}

type AnyEvent = StationEvent | Fact;
export type RecordDecoder<E extends AnyEvent> = (epoch: string, record: RawRecord) => DecodedRecord<E>;

const NOTHING = { events: [], faults: [] };

/** Whose tenant could not be read. */
export const UNKNOWN_TENANT = '*';

/**
 * Reads records of `stream`. Events of unknown kinds are skipped: a newer version added them and this one decides nothing on
 * them. So are kinds not in `only`, if given, and whole records that say they hold no others. What is no JSON, no record or breaks its kind's schema is a fault.
 */
export function recordDecoder<E extends AnyEvent>(
  stream: 'STATION' | 'FACT',
  only?: readonly E['kind'][],
): RecordDecoder<E> {
  const schema = stream === 'STATION' ? stationEvent : anyFact;
  const check = stream === 'STATION' ? checkStationEvent : checkFact;
  const known = new Set<string>(schema.options.map((option) => option.shape.kind.value));
  const wanted = only === undefined ? known : new Set<string>(only);

  return (epoch, { seq, partition, data, kinds }) => {
    if (kinds !== undefined && !kinds.some((kind) => wanted.has(kind))) return NOTHING;
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
    const events: Projected<E>[] = [];
    const faults: LogFault[] = [];
    let list: unknown[];
    let rows: readonly OutboxRowRef[] = [];
    const fault = (index: number, error: unknown, event: unknown): void => {
      const tenantId = tenantOf(event);
      faults.push({ seq, index, partition, tenantId, row: rows[index], error, text: JSON.stringify(event) });
    };

    try {
      const record: unknown = JSON.parse(text);
      list = eventsOf(record);
      rows = rowsOf(record, list.length);
    } catch (error) {
      fault(-1, error, text);
      return { events, faults };
    }
    for (const [index, candidate] of list.entries()) {
      const kind = (candidate as { kind?: unknown } | null)?.kind;
      if (typeof kind === 'string' && !wanted.has(kind)) continue;
      const parsed = check(candidate);
      if (parsed.success)
        events.push({ event: parsed.data as unknown as E, epoch, seq, index, partition, row: rows[index] });
      else fault(index, parsed.error, candidate);
    }
    return { events, faults };
  };
}

function eventsOf(record: unknown): unknown[] {
  const { v, events } = (record ?? {}) as { v?: unknown; events?: unknown };
  if (v !== 1) throw new TypeError(`a record of version ${JSON.stringify(v)}: this reader knows version 1`);
  if (!Array.isArray(events)) throw new TypeError('a record without a list of events');
  return events;
}

/** The row of each event, of a record that tells; else none. @throws if rows and events do not go together */
function rowsOf(record: unknown, events: number): readonly OutboxRowRef[] {
  const { rows } = record as { rows?: unknown };
  if (rows === undefined) return [];
  const parsed = outboxRows.safeParse(rows);
  if (!parsed.success) throw new TypeError('a record whose rows are no rows of an outbox', { cause: parsed.error });
  const ofEvents = parsed.data.flatMap(([key, facts]) => Array<OutboxRowRef>(facts).fill({ key }));
  if (ofEvents.length !== events)
    throw new TypeError(`a record whose rows hold ${ofEvents.length} events, and there are ${events}`);
  return ofEvents;
}

function tenantOf(event: unknown): string {
  const tenant = (event as { tenantId?: unknown } | null)?.tenantId;
  return typeof tenant === 'string' ? tenant : UNKNOWN_TENANT;
}
