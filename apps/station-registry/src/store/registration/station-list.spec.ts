import type { DataSource } from 'typeorm';
import { inTenant, openDatabase } from '@chargebus/database';
import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import { registryService } from '../..';
import { listStationIds, listStatement, type StationFilter } from './station-list.repository';

const STATIONS = 10_000;
const FILL = [
  `INSERT INTO station (tenant_id, id, name, tags, groups, serial_number, registration, created_at, updated_at)
   SELECT 'default', 'S-' || lpad(n::text, 5, '0'), 'Gate ' || n, ARRAY['tag-' || n % 20], ARRAY['group-' || n % 500],
     'Reg' || n, CASE WHEN n = 7 THEN 'pending' ELSE 'accepted' END, now(), now()
   FROM generate_series(0, ${STATIONS - 1}) AS n`,
  `INSERT INTO station_state (tenant_id, station_id, connected, boot)
   SELECT 'default', id, id LIKE 'S-0123_', jsonb_build_object('vendor', 'Ünal & Co', 'model', '100% AC', 'serialNumber', 'Told' || id)
   FROM station WHERE id <> 'S-00009'`,
  `INSERT INTO connector (tenant_id, station_id, evse, id, status)
   SELECT 'default', id, 1, 1, CASE WHEN id = 'S-01234' THEN 'faulted' ELSE 'available' END FROM station`,
  'ANALYZE station, station_state, connector',
];

describe('lists of stations, with 10,000 of them', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    const { schema, entities, migrations } = registryService.database!;
    const { url } = database;
    dataSource = await openDatabase({ url, schema, entities, migrations, applicationName: 'station-list-spec' });
    for (const statement of FILL) await dataSource.query(statement);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const page = { limit: 50, after: undefined };
  const find = (filter: StationFilter, after?: string): Promise<string[]> =>
    inTenant(dataSource, 'default', (em) => listStationIds(em, 'default', filter, { limit: 3, after }));

  it('find by part of each word, registered or reported, in any case, and by nothing across two of them', async () => {
    expect(await find({ q: 's-09999' })).toEqual(['S-09999']);
    expect(await find({ q: 'gATE 9998' })).toEqual(['S-09998']);
    expect(await find({ q: 'reg4321' })).toEqual(['S-04321']);
    expect(await find({ q: 'tolds-00100' })).toEqual(['S-00100']);
    expect(await find({ q: 'ÜNAL' })).toHaveLength(4);
    expect(await find({ q: '100% a' })).toHaveLength(4);
    expect(await find({ q: '100_ a' })).toEqual([]);
    expect(await find({ q: 'acTold' })).toEqual([]);
  });

  it('combine filters and go on after a page', async () => {
    expect(await find({ connected: true })).toEqual(['S-01230', 'S-01231', 'S-01232', 'S-01233']);
    expect(await find({ connected: true }, 'S-01237')).toEqual(['S-01238', 'S-01239']);
    expect(await find({ connected: true, status: 'faulted', tag: 'tag-14', q: 'ünal' })).toEqual(['S-01234']);
    expect(await find({ connected: false, group: 'group-9' }, 'S-00008')).toHaveLength(4);
    expect(await find({ registration: 'pending' })).toEqual(['S-00007']);
  });

  it.each<[string, StationFilter]>([
    ['station_registration', { registration: 'pending' }],
    ['station_location', { locationId: 'nowhere' }],
    ['station_groups', { group: 'group-77' }],
    ['station_state_connected', { connected: true }],
    ['connector_status', { status: 'faulted' }],
  ])('look at few rows for what few stations are: %s', async (index, filter) => {
    const { text, values } = listStatement('default', filter, page);
    const plan = await dataSource.query<Record<string, string>[]>(`EXPLAIN ${text}`, values);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
  });
});
