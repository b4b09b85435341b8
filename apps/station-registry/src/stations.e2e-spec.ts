import { RegistryUnderTest } from './testing/registry-under-test';

describe('the stations API', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('answers 401 without a token and with a wrong one', async () => {
    const without = await fetch(`${registry.url}/api/v1/stations`);
    expect(without.status).toBe(401);
    expect(without.headers.get('content-type')).toContain('application/problem+json');
    const wrong = await registry.call('GET', '/stations', undefined, { authorization: 'Bearer nobody' });
    expect(wrong.status).toBe(401);
  });

  it('registers a station and shows it', async () => {
    await registry.call('PUT', '/locations/depot', { name: 'Depot', timeZone: 'Europe/Berlin', countryCode: 'DE' });
    const created = await registry.call('POST', '/stations', {
      id: 'CP 1',
      name: 'Gate',
      locationId: 'depot',
      tags: ['fast', 'fast'],
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ id: 'CP 1', securityProfile: 0, timeZone: 'Europe/Berlin', tags: ['fast'] });
    expect(created.body).not.toHaveProperty('password');
    const read = await registry.get('/stations/CP%201');
    expect(read.body).toMatchObject({
      id: 'CP 1',
      name: 'Gate',
      locationId: 'depot',
      connected: false,
      ocppVersion: null,
      lastSeenAt: null,
      boot: { status: null, vendor: null },
      capabilities: null,
      evses: [],
    });
  });

  it('tells a generated password once, and never again', async () => {
    const created = await registry.call('POST', '/stations', { id: 'CP-secure', securityProfile: 1 });
    expect(created.body.password).toMatch(/^[A-Za-z0-9]{20}$/);
    const read = await registry.get('/stations/CP-secure');
    expect(JSON.stringify(read.body)).not.toContain(created.body.password);
  });

  it('takes a given password for profile 1 and does not repeat it', async () => {
    const created = await registry.call('POST', '/stations', { id: 'CP-given', password: 'a-password-of-mine' });
    expect(created.body).toMatchObject({ securityProfile: 1 });
    expect(created.body).not.toHaveProperty('password');
  });

  it('refuses an id that is in use, and one that was', async () => {
    await registry.call('POST', '/stations', { id: 'CP-once' });
    const again = await registry.call('POST', '/stations', { id: 'CP-once' });
    expect(again).toMatchObject({ status: 409, body: { reason: 'station-exists' } });
    expect((await registry.call('DELETE', '/stations/CP-once')).status).toBe(204);
    expect((await registry.get('/stations/CP-once')).status).toBe(404);
    expect((await registry.call('DELETE', '/stations/CP-once')).status).toBe(404);
    const used = await registry.call('POST', '/stations', { id: 'CP-once' });
    expect(used).toMatchObject({ status: 409, body: { reason: 'station-id-used' } });
  });

  it('names each field of bad input', async () => {
    const bad = await registry.call('POST', '/stations', {
      id: '',
      securityProfile: 9,
      timeZone: 'Mars',
      colour: 'red',
    });
    expect(bad.status).toBe(400);
    expect(bad.headers.get('content-type')).toContain('application/problem+json');
    const paths = bad.body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['id', 'securityProfile', 'timeZone', 'colour']));
  });

  it('names the location that does not exist, and the password nothing asks for', async () => {
    const nowhere = await registry.call('POST', '/stations', { id: 'CP-x', locationId: 'nowhere' });
    expect(nowhere).toMatchObject({ status: 422, body: { errors: [{ path: 'locationId' }] } });
    const unused = await registry.call('POST', '/stations', { id: 'CP-x', securityProfile: 0, password: 'a-password' });
    expect(unused).toMatchObject({ status: 400, body: { errors: [{ path: 'password' }] } });
    expect((await registry.get('/stations/CP-x')).status).toBe(404);
  });

  it('changes what is given and leaves the rest', async () => {
    await registry.call('POST', '/stations', { id: 'CP-change', name: 'Old', tags: ['a'] });
    const changed = await registry.call('PATCH', '/stations/CP-change', {
      name: null,
      groups: ['g'],
      securityProfile: 2,
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: null, tags: ['a'], groups: ['g'], securityProfile: 2 },
    });
    expect(changed.body.password).toMatch(/^[A-Za-z0-9]{20}$/);
    const again = await registry.call('PATCH', '/stations/CP-change', { timeZone: 'America/New_York' });
    expect(again.body).not.toHaveProperty('password');
    expect(again.body.timeZone).toBe('America/New_York');
    expect((await registry.call('PATCH', '/stations/none', { name: 'x' })).status).toBe(404);
  });

  it('lists by filters, page by page', async () => {
    for (const n of [1, 2, 3, 4, 5])
      await registry.call('POST', '/stations', { id: `L-${n}`, tags: ['listed'], groups: [`g${n % 2}`] });
    const first = await registry.get('/stations?tag=listed&limit=2');
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['L-1', 'L-2']);
    const second = await registry.get(`/stations?tag=listed&limit=4&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual(['L-3', 'L-4', 'L-5']);
    expect(second.body.nextCursor).toBeNull();
    const group = await registry.get('/stations?group=g0&q=l-');
    expect(group.body.items).toHaveLength(2);
    expect((await registry.get('/stations?connected=true')).body.items).toHaveLength(0);
    expect((await registry.get('/stations?q=100%25')).body.items).toHaveLength(0);
    const bad = await registry.get('/stations?limit=0&status=broken&cursor=x');
    expect(bad).toMatchObject({ status: 400 });
    expect(bad.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['limit', 'status']);
  });

  it('keeps tenants apart', async () => {
    const other = { authorization: 'Bearer other-token' };
    expect((await registry.call('GET', '/stations/CP%201', undefined, other)).status).toBe(404);
    const same = await registry.call('POST', '/stations', { id: 'CP 1' }, other);
    expect(same.status).toBe(201);
    const elsewhere = await registry.call('POST', '/stations', { id: 'CP 2', locationId: 'depot' }, other);
    expect(elsewhere.status).toBe(422);
  });

  it('describes EVSEs and connectors before the station reports them', async () => {
    await registry.call('POST', '/stations', { id: 'CP-evse' });
    const connector = { id: 1, standard: 'IEC_62196_T2', powerType: 'AC_3_PHASE', maxPowerW: 22_000 };
    const described = await registry.call('PATCH', '/stations/CP-evse/evses/1', {
      evseId: 'DE*CBG*E1',
      connectors: [connector],
    });
    expect(described).toMatchObject({
      status: 200,
      body: { id: 1, evseId: 'DE*CBG*E1', connectors: [{ ...connector, status: null }] },
    });
    const partly = await registry.call('PATCH', '/stations/CP-evse/evses/1', {
      connectors: [{ id: 1, maxPowerW: null }],
    });
    expect(partly.body.connectors[0]).toMatchObject({ standard: 'IEC_62196_T2', maxPowerW: null });
    expect(partly.body.uid).toBe(described.body.uid);
    const taken = await registry.call('PATCH', '/stations/CP-evse/evses/2', { evseId: 'DE*CBG*E1' });
    expect(taken).toMatchObject({ status: 409, body: { reason: 'evse-id-used' } });
    const bad = await registry.call('PATCH', '/stations/CP-evse/evses/0', { evseId: '?' });
    expect(bad.status).toBe(400);
  });
});

describe('the locations API', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('creates, replaces, reads and lists', async () => {
    const body = { name: 'Harbour', address: 'Kai 1, Hamburg', coordinates: { latitude: '53.54', longitude: 9.99 } };
    expect((await registry.call('PUT', '/locations/harbour', body)).status).toBe(201);
    const replaced = await registry.call('PUT', '/locations/harbour', { ...body, name: 'Port' });
    expect(replaced).toMatchObject({
      status: 200,
      body: { id: 'harbour', name: 'Port', coordinates: { latitude: 53.54, longitude: 9.99 }, timeZone: null },
    });
    expect((await registry.get('/locations/harbour')).body.name).toBe('Port');
    expect((await registry.get('/locations')).body).toMatchObject({ items: [{ id: 'harbour' }], nextCursor: null });
    expect((await registry.get('/locations/none')).status).toBe(404);
  });

  it('names each field of bad input', async () => {
    const bad = await registry.call('PUT', '/locations/x', {
      coordinates: { latitude: 91, longitude: 0, altitude: 5 },
      countryCode: 'Germany',
      country: 'DE',
    });
    expect(bad.status).toBe(400);
    const paths = bad.body.errors.map(({ path }: { path: string }) => path).sort();
    expect(paths).toEqual(['coordinates.altitude', 'coordinates.latitude', 'country', 'countryCode', 'name']);
  });
});

it('describes every route in OpenAPI', async () => {
  const registry = await RegistryUnderTest.start();
  try {
    const document = (await (await fetch(`${registry.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { summary?: string }>>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => ({ name: `${method} ${path}`, summary })),
    );
    expect(operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'put /api/v1/locations/{id}',
        'post /api/v1/stations',
        'patch /api/v1/stations/{id}/evses/{n}',
        'post /api/v1/stations/{id}/commands',
        'post /api/v1/stations/{id}/ocpp',
        'get /api/v1/stations/{id}/messages',
      ]),
    );
    expect(operations.filter(({ summary, name }) => summary === undefined && name.includes('/api/'))).toEqual([]);
  } finally {
    await registry.stop();
  }
});
