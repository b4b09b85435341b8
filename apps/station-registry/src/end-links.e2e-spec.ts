import { asks, type CommandRequest } from '@chargebus/contracts';
import { query } from './testing/database';
import { GatewayUnderTest, type StationUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

describe('the link of a station that must not be connected', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  const told = new Map<string, string[]>();
  /** A link that ends when it is told to, as a gateway's does. */
  const connect = async (id: string, ocppVersion: '2.0.1' | '1.6' = '1.6'): Promise<StationUnderTest> => {
    const reasons: string[] = [];
    told.set(id, reasons);
    const opened: StationUnderTest[] = [];
    const execute = async ({ commandId, command }: CommandRequest) => {
      if (command.type !== 'disconnect') return { commandId, status: 'rejected' as const };
      reasons.push(command.reason);
      for (const { link } of opened) await link.close(1008, command.reason);
      return { commandId, status: 'accepted' as const };
    };
    const station = await gateway.connect(id, execute, { ocppVersion });
    opened.push(station);
    await until(() => connected(id), `the link of ${id}`);
    return station;
  };
  const connected = async (id: string): Promise<boolean> => {
    const [row] = await query(registry, `SELECT connected FROM station_state WHERE station_id = '${id}'`);
    return row?.connected === true;
  };
  const ended = (id: string): Promise<unknown> => until(async () => !(await connected(id)), `the end of ${id}`);

  it('is ended when the station is deleted', async () => {
    await registry.call('POST', '/stations', { id: 'D1' });
    await connect('D1');
    expect((await registry.call('DELETE', '/stations/D1')).status).toBe(204);
    await ended('D1');
    expect(told.get('D1')).toEqual(['the station was deleted']);
  });

  it('is ended when the station is disabled', async () => {
    await registry.call('POST', '/stations', { id: 'D2' });
    await connect('D2');
    await registry.call('PATCH', '/stations/D2', { disabled: true });
    await ended('D2');
    expect(told.get('D2')).toEqual(['the station is disabled']);
  });

  it('is ended when the security profile is raised above it', async () => {
    await registry.call('POST', '/stations', { id: 'D3' });
    await connect('D3');
    await registry.call('PATCH', '/stations/D3', { securityProfile: 1 });
    await ended('D3');
    expect(told.get('D3')).toEqual(['the link is below the security profile of the station']);
  });

  it('is ended once when the station is rejected; the next one is let in to hear of it', async () => {
    await registry.call('POST', '/stations', { id: 'D4' });
    await connect('D4');
    await registry.call('PATCH', '/stations/D4', { registration: 'rejected' });
    await ended('D4');
    await connect('D4');
    const admission = await registry.messaging.ask(
      asks.boot,
      { tenantId: 'default', stationId: 'D4', ocppVersion: '1.6' },
      { deadlineMs: 5_000 },
    );
    expect(admission).toMatchObject({ ok: true, status: 'rejected' });
    await registry.call('PATCH', '/stations/D4', { registration: 'rejected', name: 'still' });
    expect(told.get('D4')).toEqual([]);
    expect(await connected('D4')).toBe(true);
  });

  it('is found by the sweep when the word at the change was lost, or came too early', async () => {
    await registry.call('POST', '/stations', { id: 'D5' });
    await registry.call('PATCH', '/stations/D5', { disabled: true });
    await connect('D5');
    await ended('D5');
    expect(told.get('D5')).toEqual(['the station is disabled']);
  });

  it('is ended when the station is not registered any more: a database lost that, and the next link registers it anew', async () => {
    await registry.call('POST', '/stations', { id: 'D6' });
    await connect('D6');
    await query(registry, `DELETE FROM station WHERE id = 'D6'`);
    await ended('D6');
    expect(told.get('D6')).toEqual(['the station is not registered']);
  });

  it('of any other station stays, whatever else is changed', async () => {
    await registry.call('POST', '/stations', { id: 'D6' });
    await connect('D6');
    await registry.call('PATCH', '/stations/D6', { name: 'Gate', strict: true, registration: 'pending' });
    await registry.call('POST', '/stations', { id: 'D7' });
    await connect('D7');
    await registry.call('DELETE', '/stations/D7');
    await ended('D7');
    expect(told.get('D6')).toEqual([]);
    expect(await connected('D6')).toBe(true);
  });

  it('stays where the connectors of a 2.x station are placed elsewhere: it names its EVSEs itself', async () => {
    const evseMap = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };
    for (const [id, ocppVersion] of [
      ['D9-201', '2.0.1'],
      ['D9-16', '1.6'],
    ] as const) {
      await registry.call('POST', '/stations', { id });
      await connect(id, ocppVersion);
      expect((await registry.call('PATCH', `/stations/${id}`, { evseMap })).status).toBe(200);
    }
    await ended('D9-16');
    expect([told.get('D9-16'), told.get('D9-201')]).toEqual([['what the station was admitted by has changed'], []]);
    expect(await connected('D9-201')).toBe(true);
  });

  it('cannot be ended by a command of the API', async () => {
    await registry.call('POST', '/stations', { id: 'D8' });
    const asked = await registry.call('POST', '/stations/D8/commands', { type: 'disconnect', reason: 'mine' });
    expect(asked.status).toBe(400);
  });
});
