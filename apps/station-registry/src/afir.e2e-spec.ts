import { asks } from '@chargebus/contracts';
import { NatsAskServer } from '@chargebus/messaging';
import { GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

describe('what is published of charging points', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  const price = {
    ...{ tariffId: 't', version: 1, name: 'day', currency: 'EUR' },
    components: [
      {
        ...{ type: 'ENERGY' as const, unit: 'kWh' as const, vatPercent: '20', stepSize: 1 },
        price: '0.5',
        priceWithVat: '0.6',
      },
    ],
  };
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    gateway = new GatewayUnderTest(registry.messaging);
    const contact = { operatorName: 'Charge AG', contactEmail: 'help@example.org', website: 'https://example.org' };
    expect((await registry.call('PATCH', '/tenant', contact)).body).toMatchObject(contact);
    const publicData = { openingHours: '24/7', owner: { name: 'Owner GmbH' }, renewableEnergy: true };
    await registry.call('PUT', '/locations/park', {
      ...{ name: 'Park', address: 'Street 1', countryCode: 'AT', publicData },
      coordinates: { latitude: 48.2, longitude: 16.37 },
    });
    await registry.call('PUT', '/locations/empty', { name: 'Empty' });
    await registry.call('POST', '/stations', { id: 'A1', locationId: 'park' });
    await registry.call('PATCH', '/stations/A1/evses/1', {
      evseId: 'AT*CBG*E1',
      connectors: [{ id: 1, standard: 'IEC_62196_T2_COMBO', powerType: 'DC', maxPowerW: 150_000 }],
    });
    const station = await gateway.connect('A1');
    await station.status({ evse: 1, status: 'occupied' });
    await station.status({ evse: 2, status: 'faulted' });
    await until(async () => (await registry.get('/stations/A1')).body.evses.length === 2, 'both EVSEs');
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  it('has no price, and says why, while billing does not answer', async () => {
    const { body } = await registry.get('/locations/park/afir');
    expect(body.stations[0].points[0].connectors[0]).toMatchObject({
      ...{ adHocPrice: null, adHocPriceAt: null, adHocPriceReason: 'billing-unavailable' },
    });
  });

  it('is one JSON with where, who, what, whether it works, whether it is taken, and for how much', async () => {
    const billing = new NatsAskServer(registry.messaging);
    const at = new Date().toISOString();
    const answer = ({ places }: { places: { evse: number }[] }) =>
      Promise.resolve({ ok: true, at, prices: places.map(({ evse }) => (evse === 1 ? price : null)) });
    billing.addHandler(asks.adHocPrices.subject, answer as never, false, { queue: 'billing', ask: asks.adHocPrices });
    billing.listen(() => undefined);
    const { body } = await registry.get('/afir');
    await billing.close();
    expect(body).toEqual({
      items: [expect.objectContaining({ locationId: 'empty', stations: [] }), expect.anything()],
      nextCursor: null,
    });
    const park = body.items[1];
    expect(park).toMatchObject({
      ...{ locationId: 'park', name: 'Park', address: 'Street 1', countryCode: 'AT', timeZone: 'UTC' },
      ...{ coordinates: { latitude: 48.2, longitude: 16.37 }, connectorCount: 2 },
      operator: {
        id: 'DE*CBG',
        name: 'Charge AG',
        email: 'help@example.org',
        phone: null,
        website: 'https://example.org',
      },
      ...{ openingHours: '24/7', owner: { name: 'Owner GmbH', contact: null }, renewableEnergy: true },
      ...{ accessibleParkingSpaces: null, vehicleTypes: [] },
    });
    expect(park.stations[0].points).toMatchObject([
      {
        ...{ id: 'AT*CBG*E1', evseId: 1, maxPowerKw: 150, operationalStatus: 'operational', availability: 'in-use' },
        connectors: [
          { standard: 'IEC_62196_T2_COMBO', current: 'DC', maxPowerKw: 150, adHocPrice: price, adHocPriceAt: at },
        ],
      },
      {
        ...{ id: null, evseId: 2, maxPowerKw: null, operationalStatus: 'out-of-order', availability: 'not-in-use' },
        connectors: [{ standard: null, current: null, adHocPrice: null, adHocPriceReason: 'no-tariff' }],
      },
    ]);
    expect((await registry.get('/locations/nowhere/afir')).status).toBe(404);
    const page = (await registry.get('/afir?limit=1')).body;
    expect((await registry.get(`/afir?limit=1&cursor=${page.nextCursor}`)).body.items[0].locationId).toBe('park');
  });

  it('refuses public data it does not know', async () => {
    const put = (publicData: object) => registry.call('PUT', '/locations/park', { name: 'Park', publicData });
    expect((await put({ openingHours: '' })).body).toMatchObject({ errors: [{ path: 'publicData.openingHours' }] });
    expect((await registry.call('PATCH', '/tenant', { contactEmail: 'nobody' })).body).toMatchObject({
      errors: [{ path: 'contactEmail' }],
    });
  });
});
