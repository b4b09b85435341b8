import type { Fact, LinkEvent, StationEvent } from '@chargebus/contracts';
import { inTenant, openDatabase } from '@chargebus/database';
import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import type { Projected } from '@chargebus/messaging';
import type { DataSource } from 'typeorm';
import { registryService } from '../..';
import { projectStationEvents } from './project-station-events';

const LOG = 'STATION@1';
const STATIONS = 40;
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

/** The day of many stations: connected, booted, two connectors, replays out of order, a second link, some closed. */
function day(): Projected<StationEvent>[] {
  const batch: Projected<StationEvent>[] = [];
  const say = (stationId: string, epoch: number | undefined, second: number, rest: object): number => {
    const link = {
      id: `${stationId}-${epoch ?? batch.length + 1}`,
      gatewayId: 'gw',
      ocppVersion: '1.6',
      transport: 'ws',
      ...(epoch && { epoch }),
    };
    const seq = batch.length + 1;
    const event = { tenantId: 'default', stationId, link, receivedAt: at(second), ...rest } as LinkEvent;
    batch.push({ event, epoch: LOG, seq, index: 0, partition: 0 });
    return seq;
  };
  for (let n = 0; n < STATIONS; n++) {
    const id = `D${String(n).padStart(2, '0')}`;
    const connected = { kind: 'station.connected', data: { securityProfile: 0 } };
    const status = (evse: number, text: string) => ({
      kind: 'station.connector-status.reported',
      data: { evse, status: text },
    });
    const first = say(id, undefined, 1, connected);
    const verdict = { status: 'accepted', intervalS: 300, decidedBy: 'service' };
    say(id, first, 2, { kind: 'station.booted', data: { vendor: 'v', model: `m${n % 3}`, verdict } });
    say(id, first, 3, status(1, 'available'));
    say(id, first, 4, { ...status(1, 'faulted'), stationTime: at(0) });
    say(id, first, 5, status(2, 'occupied'));
    say(id, first, 5, status(3, 'available'));
    say(id, first, 6, status(3, 'available'));
    say(id, first, 7, { ...status(3, 'unavailable'), stationTime: new Date(Date.parse(at(5)) + 500).toISOString() });
    if (n % 2 === 0) {
      const second = say(id, undefined, 6, connected);
      say(id, first, 7, { kind: 'station.disconnected', data: { code: 1006, reason: 'late' } });
      if (n % 4 === 0) say(id, second, 8, { kind: 'station.disconnected', data: { code: 1000, reason: 'bye' } });
    }
  }
  return batch;
}

describe('a projected day', () => {
  const databases: { database: TestDatabase; dataSource: DataSource }[] = [];
  afterAll(async () => {
    for (const { database, dataSource } of databases) {
      await dataSource.destroy();
      await database.drop();
    }
  });

  async function project(batches: Projected<StationEvent>[][]): Promise<{ tables: unknown; facts: Fact[] }> {
    const database = await testDatabase();
    const { schema, entities, migrations } = registryService.database!;
    const dataSource = await openDatabase({
      url: database.url,
      schema,
      entities,
      migrations,
      applicationName: 'registry-spec',
    });
    databases.push({ database, dataSource });
    const facts: Fact[] = [];
    for (const batch of batches) {
      await inTenant(dataSource, '*', (em) => projectStationEvents(batch, { em, publish: (fact) => facts.push(fact) }));
    }
    const tables = await Promise.all(
      ['station_state', 'evse', 'connector', 'status_history', 'station_link', 'station_boot'].map((table) =>
        dataSource.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`),
      ),
    );
    return { tables, facts };
  }

  it('is the same in one batch, event by event, and read twice', async () => {
    const events = day();
    const whole = await project([events]);
    const single = await project(events.map((event) => [event]));
    expect(single.tables).toEqual(whole.tables);
    expect(single.facts).toEqual(whole.facts);
    const twice = await project([events, events]);
    expect(twice.tables).toEqual(whole.tables);
  });

  it('tells each change once', async () => {
    const { facts } = await project([day()]);
    const kinds = facts
      .filter(({ kind }) => kind === 'station.presence-changed')
      .map(({ data }) => (data as { connected: boolean }).connected);
    expect(kinds.filter(Boolean)).toHaveLength(STATIONS);
    expect(kinds.filter((connected) => !connected)).toHaveLength(STATIONS / 4);
    expect(facts.filter(({ kind }) => kind === 'station.connector-status-changed')).toHaveLength(STATIONS * 3);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  });
});
