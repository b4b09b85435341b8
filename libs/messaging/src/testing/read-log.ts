import { stationRecord, type StationEvent } from '@chargebus/contracts';
import type { Messaging } from '../messaging';
import { answered } from './until';

export interface StoredRecord {
  readonly seq: number;
  readonly subject: string;
  readonly messageId: string;
  readonly bytes: number;
  readonly events: StationEvent[];
}

/** All records of STATION, checked against their contract. */
export async function readLog({ nc }: Messaging): Promise<StoredRecord[]> {
  const jsm = await nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
  const { state } = await answered(() => jsm.streams.info('STATION'));
  const records: StoredRecord[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
    const stored = await answered(() => jsm.streams.getMessage('STATION', { seq }));
    const { events } = stationRecord.parse(stored.json());
    const messageId = stored.header.get('Nats-Msg-Id');
    records.push({ seq, subject: stored.subject, messageId, bytes: stored.data.length, events });
  }
  return records;
}

/** The action of each message event, in the order of the log. */
export function actionsIn(records: readonly StoredRecord[]): string[] {
  return records.flatMap(({ events }) =>
    events.map((event) => (event.kind === 'station.message.reported' ? event.data.action : event.kind)),
  );
}
