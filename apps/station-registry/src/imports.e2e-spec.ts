import { asks } from '@chargebus/contracts';
import { RegistryUnderTest } from './testing/registry-under-test';

describe('imports of stations', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    await registry.call('PUT', '/locations/depot', { name: 'Depot', timeZone: 'Europe/Berlin' });
  });
  afterAll(() => registry.stop());

  const importJson = (body: unknown, query = '') => registry.call('POST', `/imports${query}`, body);
  async function importCsv(text: string, type = 'text/csv'): Promise<{ status: number; body: any }> {
    const response = await fetch(`${registry.url}/api/v1/imports`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token-for-tests', 'content-type': type },
      body: text,
    });
    return { status: response.status, body: await response.json() };
  }
  const counts = (created: number, updated: number, unchanged: number, refused: number) => ({
    ...{ created, updated, unchanged, refused },
  });

  it('takes a CSV file, tells passwords once, and changes nothing when it comes again', async () => {
    const csv = [
      'id;name;locationId;tags;securityProfile;vendor;model;serialNumber;evseMap;evses.1.evseId;evses.1.connectors.1.maxPowerW',
      'I-1;Gate;depot;ac|fast;1;ABB;Terra;S1;1=1.1|2=1.2;DE*CBG*EI1;22000',
      'I-2;;depot;;;;;;;;',
    ].join('\r\n');
    const first = await importCsv(csv, 'text/csv; charset=utf-8');
    expect(first).toMatchObject({ status: 200, body: { dryRun: false, lines: 2, ...counts(2, 0, 0, 0), errors: [] } });
    expect(first.body.passwords).toEqual([
      { line: 2, id: 'I-1', password: expect.stringMatching(/^[A-Za-z0-9]{20}$/) },
    ]);
    const read = await registry.get('/stations/I-1');
    expect(read.body).toMatchObject({
      ...{ name: 'Gate', timeZone: 'Europe/Berlin', tags: ['ac', 'fast'], vendor: 'ABB', serialNumber: 'S1' },
      evseMap: { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } },
      evses: [{ id: 1, evseId: 'DE*CBG*EI1', connectors: [{ id: 1, maxPowerW: 22_000 }] }],
    });
    const { password } = first.body.passwords[0];
    const basic = { username: 'I-1', passwordBase64: Buffer.from(password).toString('base64') };
    const admitted = await registry.messaging.ask(
      asks.admit,
      { tenantId: 'default', stationId: 'I-1', transport: 'ws', basic },
      { deadlineMs: 5_000 },
    );
    expect(admitted).toMatchObject({ ok: true, securityProfile: 1, evseMap: { 2: { evse: 1, connector: 2 } } });

    const again = await importCsv(csv);
    expect(again.body).toMatchObject({ ...counts(0, 0, 2, 0), passwords: [] });
    expect((await registry.get('/stations/I-1')).body.updatedAt).toBe(read.body.updatedAt);
    const changed = await importCsv(csv.replace('Gate', 'Yard'));
    expect(changed.body).toMatchObject({ ...counts(0, 1, 1, 0), passwords: [] });
    const { items } = (await registry.get('/stations/I-1/changes')).body;
    expect(items).toMatchObject([
      { action: 'changed', actor: { type: 'user' }, change: { by: 'import', name: 'Yard' } },
      { action: 'registered', change: { by: 'import', name: 'Gate' } },
    ]);
    expect(JSON.stringify(items)).not.toContain(password);
  });

  it('refuses bad and contradictory lines by number, field and reason, and takes the rest', async () => {
    await importJson([
      { id: 'J-old', serialNumber: 'S-old', evses: [{ id: 1, evseId: 'DE*CBG*EJ0' }] },
      { id: 'J-gone' },
    ]);
    await registry.call('DELETE', '/stations/J-gone');
    const imported = await importJson({
      items: [
        { id: 'J-1', name: 'good' },
        { id: 'J-2', securityProfile: '1', colour: 'red' },
        { id: 'J-3', locationId: 'nowhere' },
        { id: 'x'.repeat(49) },
        { id: 'J-4', name: 'one' },
        { id: 'J-4', name: 'another' },
        { id: 'J-gone' },
        { id: 'J-5', serialNumber: 'S-old' },
        { id: 'J-6', evses: [{ id: 1, evseId: 'DE*CBG*EJ0' }] },
        { id: 'J-7', evseMap: { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 1 } } },
        { id: 'J-old', password: 'a-password' },
        { id: 'J-8', templateId: 'none' },
        'J-9',
        { id: 'J-1', name: 'good' },
      ],
    });
    expect(imported).toMatchObject({ status: 200, body: { lines: 14, ...counts(1, 0, 1, 12) } });
    const told = imported.body.errors.map(({ line, id, field }: any) => [line, id, field]);
    expect(told).toEqual([
      [2, 'J-2', 'securityProfile'],
      [2, 'J-2', 'colour'],
      [3, 'J-3', 'locationId'],
      [4, 'x'.repeat(49), 'id'],
      [5, 'J-4', 'id'],
      [6, 'J-4', 'id'],
      [7, 'J-gone', 'id'],
      [8, 'J-5', 'serialNumber'],
      [9, 'J-6', 'evses.1.evseId'],
      [10, 'J-7', 'evseMap.2'],
      [11, 'J-old', 'password'],
      [12, 'J-8', 'templateId'],
      [13, null, null],
    ]);
    for (const { message } of imported.body.errors) expect(message).toMatch(/\w{3,}/);
    expect((await registry.get('/stations?q=J-')).body.items.map(({ id }: any) => id)).toEqual(['J-1', 'J-old']);
  });

  it('says what would come of it, and writes nothing, on a dry run', async () => {
    const dry = await importJson(
      [
        { id: 'K-1', securityProfile: 1 },
        { id: 'K-2', locationId: 'nowhere' },
      ],
      '?dryRun=true',
    );
    expect(dry.body).toMatchObject({ dryRun: true, ...counts(1, 0, 0, 1), passwords: [] });
    expect((await registry.get('/stations/K-1')).status).toBe(404);
  });

  it('refuses what is no import as a whole', async () => {
    expect(await importCsv('id,name\nL-1,"open\n')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'line 2' }] },
    });
    expect((await registry.get('/stations/L-1')).status).toBe(404);
    expect(await importJson({ stations: [] })).toMatchObject({ status: 422, body: { errors: [{ path: 'items' }] } });
    expect((await importCsv('[{"id": ', 'application/json')).status).toBe(400);
    expect((await importCsv('id\n', 'application/xml')).status).toBe(415);
    expect((await importJson([], '?dryrun=true')).status).toBe(400);
    expect((await importCsv('id\n' + 'x\n'.repeat(20_001))).status).toBe(413);
  });

  it('takes a file of megabytes here, and nowhere else', async () => {
    const name = 'n'.repeat(200);
    const lines = Array.from({ length: 10_000 }, (_, i) => `M-${String(i).padStart(5, '0')},${name},1,depot`);
    const imported = await importCsv(`id,name,securityProfile,locationId\n${lines.join('\n')}`);
    expect(imported.body).toMatchObject({ lines: 10_000, ...counts(10_000, 0, 0, 0) });
    expect(new Set(imported.body.passwords.map(({ password }: any) => password)).size).toBe(10_000);
    const other = await registry.call('POST', '/stations', { id: 'M', name: 'n'.repeat(2_000_000) });
    expect(other.status).toBe(413);
  });
});
