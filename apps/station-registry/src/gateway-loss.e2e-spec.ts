import { GatewayUnderTest } from './testing/gateway-under-test';
import { factsOf } from './testing/facts';
import { PARTITIONS, RegistryUnderTest, until } from './testing/registry-under-test';

describe('a gateway that is lost', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ GATEWAY_LEASE_MS: 1_000 });
  });
  afterAll(() => registry.stop());

  const connected = async (id: string): Promise<boolean> => (await registry.get(`/stations/${id}`)).body.connected;

  it('takes its stations with it, but not those that are elsewhere by then', async () => {
    const lost = await GatewayUnderTest.mortal(registry.nats.url, PARTITIONS);
    const alive = new GatewayUnderTest(registry.messaging);
    for (const id of ['G1', 'G2', 'G3']) await registry.call('POST', '/stations', { id });
    await lost.connect('G1');
    await lost.connect('G2');
    await alive.connect('G2');
    await alive.connect('G3');
    await until(async () => (await connected('G1')) && (await connected('G2')) && (await connected('G3')));
    await lost.die();
    await until(async () => !(await connected('G1')), 'the mark of G1');
    expect(await connected('G2')).toBe(true);
    expect(await connected('G3')).toBe(true);
    const linksOf = async (id: string) => (await registry.get(`/stations/${id}/connections`)).body.items;
    expect(await linksOf('G1')).toMatchObject([{ closeReason: 'gateway lost', closeCode: null }]);
    const [now, before] = await linksOf('G2');
    expect([now.to, before.closeReason, before.to]).toEqual([null, 'superseded', now.from]);
    const presence = (await factsOf(registry.messaging, 'G1')).filter(
      ({ kind }) => kind === 'station.presence-changed',
    );
    expect(presence.at(-1)).toMatchObject({
      actor: { type: 'service', id: 'station-registry' },
      data: { connected: false },
    });
    await alive.stop();
  });

  it('while the registry was away is noticed when it is back', async () => {
    const lost = await GatewayUnderTest.mortal(registry.nats.url, PARTITIONS);
    await registry.call('POST', '/stations', { id: 'G4' });
    await lost.connect('G4');
    await until(() => connected('G4'));
    await registry.close();
    await lost.die();
    await registry.startAgain();
    await until(async () => !(await connected('G4')), 'the mark of G4');
  });

  it('is told once by two replicas that notice it both', async () => {
    const replica = await registry.replica();
    const lost = await GatewayUnderTest.mortal(registry.nats.url, PARTITIONS);
    await registry.call('POST', '/stations', { id: 'G5' });
    await lost.connect('G5');
    await until(() => connected('G5'));
    await lost.die();
    await until(async () => !(await connected('G5')), 'the mark of G5');
    await replica.close();
    await registry.close();
    await registry.startAgain();
    const presence = (await factsOf(registry.messaging, 'G5')).filter(
      ({ kind }) => kind === 'station.presence-changed',
    );
    expect(presence.map(({ data }) => (data as { connected: boolean }).connected)).toEqual([true, false]);
  });
});
