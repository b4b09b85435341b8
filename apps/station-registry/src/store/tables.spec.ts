import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import { inTenant, openDatabase } from '@chargebus/database';
import type { DataSource } from 'typeorm';
import { registryService } from '..';
import {
  connectorKey,
  unheardStation,
  unreportedConnector,
  type StationState,
} from '../domain/monitoring/station-state';
import { toCapabilities, type Capabilities } from '../domain/configuration/capabilities';
import { endCommand, openCommand, overdueCommands } from './commands/command.repository';
import type { CommandRow } from './commands/command.row';
import { evseUid, lockActivities } from './monitoring/evse.repository';
import { RegistryWriter } from './registry-writer';
import { loadStates, saveStates, stationKey } from './monitoring/station-state.repository';
import { insertStation } from './registration/station.repository';
import { listStationIds } from './registration/station-list.repository';
import type { StationRow } from './registration/station.row';

const at = '2026-01-01T12:00:00.000Z';
const tenantId = 'default';
const station = (id: string, o: Partial<StationRow> = {}): StationRow => ({
  ...{ tenantId, id, name: null, locationId: null, timeZone: null, tags: [], groups: [], securityProfile: 0 },
  ...{ strict: false, registration: 'accepted', disabled: false, capabilities: null, deletedAt: null },
  ...{
    serialNumber: null,
    vendor: null,
    model: null,
    templateId: null,
    explicitFields: [],
    evseMap: null,
    callbackUrl: null,
    allowedAddresses: [],
    assumeVersion: null,
    showsCost: null,
    upgradeSecurityProfileTo: null,
    relinkAt: null,
    createdAt: at,
    updatedAt: at,
  },
  ...o,
});

describe('the registry’s tables', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    const { schema, entities, migrations } = registryService.database!;
    dataSource = await openDatabase({
      url: database.url,
      schema,
      entities,
      migrations,
      applicationName: 'registry-spec',
    });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const write = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(dataSource, tenantId, work);

  it('carry the tenant in every table and every unique key', async () => {
    const without = await dataSource.query<{ table_name: string }[]>(
      `SELECT table_name FROM information_schema.tables t
       WHERE table_schema = 'registry' AND table_name NOT IN ('migration', 'tenant', 'reader_offset', 'applied_row')
         AND NOT EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'registry'
           AND c.table_name = t.table_name AND c.column_name = 'tenant_id')`,
    );
    expect(without).toEqual([]);
    const keys = await dataSource.query<{ relname: string; definition: string }[]>(
      `SELECT r.relname, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
       WHERE k.connamespace = 'registry'::regnamespace AND k.contype IN ('p', 'u')
         AND r.relname NOT IN ('migration', 'tenant', 'reader_offset', 'outbox', 'applied_row', 'quarantine')`,
    );
    expect(keys.filter(({ definition }) => !definition.includes('tenant_id'))).toEqual([]);
    expect(keys.length).toBeGreaterThan(10);
  });

  it('have the default tenant from the start', async () => {
    const [tenant] = await dataSource.query<object[]>('SELECT * FROM tenant');
    expect(tenant).toMatchObject({
      id: 'default',
      currency: 'EUR',
      time_zone: 'UTC',
      country_code: 'DE',
      party_id: 'CBG',
    });
  });

  it('keep a station’s state whole: what is loaded is what was saved', async () => {
    const key = { tenantId, stationId: 'S1' };
    const state: StationState = {
      ...unheardStation(tenantId, 'S1'),
      connected: true,
      link: {
        logEpoch: 'STATION@1',
        epoch: 9_000_000_000,
        id: 'l',
        gatewayId: 'g',
        ocppVersion: '1.6',
        transport: 'ws',
      },
      connectedAt: at,
      lastSeenAt: at,
      connectors: new Map([
        [connectorKey(0, 0), { ...unreportedConnector(0, 0), status: 'available', statusAt: at }],
        [connectorKey(1, 2), { ...unreportedConnector(1, 2), chargingState: 'charging', chargingStateAt: at }],
      ]),
    };
    await write((em) => saveStates(em, [state], new Map()));
    const loaded = await write((em) => loadStates(em, [key, { tenantId, stationId: 'S2' }]));
    expect(loaded.get(stationKey(key))).toEqual(state);
    expect(loaded.get(stationKey({ tenantId, stationId: 'S2' }))).toEqual(unheardStation(tenantId, 'S2'));
    const evses = await dataSource.query<object[]>(`SELECT id, uid FROM evse WHERE station_id = 'S1'`);
    expect(evses).toEqual([{ id: 1, uid: evseUid({ tenant_id: tenantId, station_id: 'S1', id: 1 }) }]);
  });

  it('write no connector that did not change, so what people said of it stays', async () => {
    const key = { tenantId, stationId: 'S1' };
    await dataSource.query(
      `UPDATE connector SET standard = 'CHADEMO', error_code = 'kept' WHERE station_id = 'S1' AND evse = 1`,
    );
    const before = await write((em) => loadStates(em, [key]));
    const state = before.get(stationKey(key))!;
    await write((em) => saveStates(em, [{ ...state, connected: false }], before));
    await dataSource.query(`UPDATE connector SET error_code = NULL WHERE station_id = 'S1'`);
    const reported = { ...unreportedConnector(1, 2), status: 'available' as const, statusAt: at };
    const connectors = new Map(state.connectors).set(connectorKey(1, 2), reported);
    await write((em) => saveStates(em, [{ ...state, connectors }], before));
    const [row] = await dataSource.query<object[]>(
      `SELECT standard, status FROM connector WHERE station_id = 'S1' AND evse = 1`,
    );
    expect(row).toEqual({ standard: 'CHADEMO', status: 'available' });
  });

  it('make one EVSE of two that are met at the same instant', async () => {
    const key = { tenant_id: tenantId, station_id: 'S3', id: 1 };
    const [a, b] = await Promise.all([1, 2].map(() => write((em) => lockActivities(em, [key]))));
    expect(a).toEqual([{ ...key, active_session_id: null, active_session_started_at: null, power_w: null }]);
    expect(b).toEqual(a);
  });

  it('find stations by any filter, wildcards taken as they are', async () => {
    const found = (filter: Parameters<typeof listStationIds>[2]): Promise<string[]> =>
      write((em) => listStationIds(em, tenantId, filter, { limit: 10, after: undefined }));
    await write(async (em) => {
      expect(await insertStation(em, station('S1', { name: 'Gate 100%', tags: ['a', 'b'], groups: ['g'] }))).toBe(true);
      expect(await insertStation(em, station('S1'))).toBe(false);
      await insertStation(em, station('S2', { tags: ['b'], deletedAt: at }));
      await insertStation(em, station('S3', { tags: ['b'] }));
      await em.query(`UPDATE station_state SET connected = true WHERE station_id = 'S1'`);
    });
    expect(await found({})).toEqual(['S1', 'S3']);
    expect(await found({ tag: 'b' })).toEqual(['S1', 'S3']);
    expect(await found({ tag: 'b', group: 'g', connected: true, status: 'available', q: '100%' })).toEqual(['S1']);
    expect(await found({ q: '_' })).toEqual([]);
    expect(await found({ connected: false })).toEqual(['S3']);
  });

  it('end a command once, and give a key to one command only', async () => {
    const command = (id: string, idempotencyKey: string | null): CommandRow => ({
      ...{
        tenantId,
        id,
        stationId: 'S1',
        type: 'clear-cache',
        parameters: { a: 1 },
        status: 'running',
        response: null,
      },
      ...{ error: null, idempotencyKey, fingerprint: 'f', actorType: 'user', actorId: 'admin' },
      ...{
        createdAt: at,
        deadlineAt: at,
        endedAt: null,
        inLine: false,
        expiresAt: null,
        budgetMs: 1_000,
        bulkId: null,
      },
    });
    const [first, second] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'] as const;
    const writer = new RegistryWriter(dataSource, 4);
    const author = { tenantId, actor: { type: 'user' as const, id: 'admin' } };
    const end = (status: 'accepted' | 'failed', learned?: Capabilities) =>
      endCommand(writer, author, command(first, 'key'), {
        ending: { status, response: { a: [1] }, error: null },
        ...{ at, learned },
      });
    const overdue = (now: string) => write((em) => overdueCommands(em, now, 10));
    const nothingKnown = { found: true, connected: true, linkEpoch: 9_000_000_000 };
    expect(await openCommand(writer, command(first, 'key'))).toEqual({ ...nothingKnown, written: true });
    expect(await openCommand(writer, command(second, 'key'))).toEqual({ ...nothingKnown, written: false });
    for (const stationId of ['S2', 'nobody']) {
      const opening = await openCommand(writer, { ...command(second, null), stationId });
      expect(opening).toMatchObject({ found: false, written: false });
    }
    expect(await overdue('2026-01-02T00:00:00.000Z')).toMatchObject([{ id: first, parameters: { a: 1 } }]);
    expect(await overdue('2025-01-02T00:00:00.000Z')).toEqual([]);
    const learned = toCapabilities({ keys: { HeartbeatInterval: '60' }, readonly: [], unknown: [] } as never, at);
    expect([await end('accepted', learned), await end('failed')]).toEqual([true, false]);
    expect(await overdue('2026-01-02T00:00:00.000Z')).toEqual([]);
    const [kept] = await dataSource.query(
      `SELECT c.status, c.response, s.capabilities->'keys' AS keys,
        (SELECT json_agg(o.body::json->'data'->>'status') FROM outbox o WHERE o.tenant_id = c.tenant_id) AS told
       FROM command c JOIN station s ON s.tenant_id = c.tenant_id AND s.id = c.station_id WHERE c.id = $1`,
      [first],
    );
    expect(kept).toEqual({ status: 'accepted', response: { a: [1] }, keys: learned.keys, told: ['accepted'] });
  });
});
