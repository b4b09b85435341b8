import { commandSubject, LINK_CLAIM_SUBJECT, type LinkClaim } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { messageEvent } from '../testing/events';
import { commandTo, TestGateway } from '../testing/gateway';
import { readLog } from '../testing/read-log';
import { TcpProxy } from '../testing/tcp-proxy';
import { until } from '../testing/until';
import type { StationLinksOptions } from './station-links';

describe('links and commands', () => {
  let server: EmbeddedServer;
  let service: Messaging;
  const gateways: TestGateway[] = [];
  const proxies: TcpProxy[] = [];
  const gateway = async (id: string, url = server.url, o: Partial<StationLinksOptions> = {}) => {
    const made = new TestGateway(await connectTo(url, { name: id }), id, o);
    gateways.push(made);
    await made.messaging.nc.flush();
    return made;
  };

  beforeEach(async () => {
    server = await testNats();
    service = await connectTo(server.url);
    await service.ensureStreams();
  });

  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((one) => one.stop()));
    await closeConnections();
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
    await server.stop();
  });

  it('rule 16: the epoch of a link is the sequence of its connected record, and what comes over it carries it', async () => {
    const one = await gateway('gw-1');
    await one.appender.append(messageEvent('CP9', 'any'));
    const link = await one.open('CP1', 'link-1');
    const [, connected] = await readLog(service);
    expect(connected).toMatchObject({
      seq: link.epoch,
      events: [{ kind: 'station.connected', link: { id: 'link-1' } }],
    });
    expect(connected!.events[0]).not.toHaveProperty('link.epoch');
    expect(link.ref()).toMatchObject({ id: 'link-1', gatewayId: 'gw-1', epoch: link.epoch });
    await until(() => link.current(), 'the claim is heard');
    await link.close(1001, 'going away');
    await link.close(1001, 'twice');
    const records = await readLog(service);
    expect(records).toHaveLength(3);
    expect(records[2]!.events[0]).toMatchObject({
      kind: 'station.disconnected',
      link: { epoch: link.epoch },
      data: { code: 1001, reason: 'going away' },
    });
  });

  it('rule 16: two links of a station that open at once on one gateway have two epochs; the higher stays', async () => {
    const one = await gateway('gw-1');
    const [first, second] = await Promise.all([one.open('CP1', 'a'), one.open('CP1', 'b')]);
    expect(second.epoch).toBeGreaterThan(first.epoch);
    await until(() => second.current(), 'the second holds the station');
    expect(one.superseded).toEqual(['a']);
    expect(first.current()).toBe(false);
  });

  it('rule 16: the link with the lower epoch closes, also when its gateway missed the claim and comes back', async () => {
    const proxy = await TcpProxy.start(server.url);
    proxies.push(proxy);
    const [away, here] = [await gateway('gw-1', proxy.url), await gateway('gw-2')];
    const old = await away.open('CP1', 'old');
    await until(() => old.current(), 'the old link holds the station');
    proxy.cut();
    await until(() => !away.messaging.healthy(), 'the gateway lost NATS');
    const young = await here.open('CP1', 'young');
    proxy.open();
    await until(() => away.superseded.length > 0, 'the old link was told');
    expect(old.current()).toBe(false);
    expect(young.current()).toBe(true);
    expect(here.superseded).toEqual([]);
    await expect(service.command(commandTo('CP1', 'c1'))).resolves.toMatchObject({ status: 'accepted' });
    expect([away.executed, here.executed]).toEqual([[], ['young:c1']]);
  });

  it('rule 16: gateways repeat their claims after a reconnect', async () => {
    const proxy = await TcpProxy.start(server.url);
    proxies.push(proxy);
    const one = await gateway('gw-1', proxy.url);
    const links = await Promise.all(['CP1', 'CP2', 'CP3'].map((station) => one.open(station, `link-${station}`)));
    const claims: LinkClaim[] = [];
    service.nc.subscribe(LINK_CLAIM_SUBJECT, { callback: (_error, msg) => claims.push(msg.json()) });
    await until(() => links.every((link) => link.current()), 'all links hold their stations');
    await service.nc.flush();
    proxy.cut();
    await until(() => !one.messaging.healthy(), 'the gateway lost NATS');
    claims.length = 0;
    proxy.open();
    await until(() => claims.length === 3, 'three claims are heard');
    await until(() => links.every((link) => link.current()), 'all links hold their stations again');
    const said = claims.map(({ stationId, epoch, linkId }) => `${stationId} ${linkId} ${epoch}`);
    expect(said.sort()).toEqual(links.map(({ id, epoch }) => `${id.slice('link-'.length)} ${id} ${epoch}`).sort());
    expect(one.superseded).toEqual([]);
    await expect(service.command(commandTo('CP2', 'c1'))).resolves.toMatchObject({ status: 'accepted' });
  });

  it('rule 17: a link is subscribed before it claims, and executes nothing before its claim is heard', async () => {
    const one = await gateway('gw-1');
    const seen: string[] = [];
    // A claim that never reaches its gateway: the link is subscribed, but may not act.
    const publish = one.messaging.nc.publish.bind(one.messaging.nc);
    jest.spyOn(one.messaging.nc, 'publish').mockImplementation((subject, data, options) => {
      if (subject === LINK_CLAIM_SUBJECT) seen.push('claim');
      else publish(subject, data, options);
    });
    const subscribe = one.messaging.nc.subscribe.bind(one.messaging.nc);
    jest.spyOn(one.messaging.nc, 'subscribe').mockImplementation((subject, options) => {
      seen.push(subject);
      return subscribe(subject, options);
    });
    const link = await one.open('CP1', 'link-1');
    expect(seen).toEqual([commandSubject('default', 'CP1'), 'claim']);
    expect(link.current()).toBe(false);
    await one.messaging.nc.flush();
    const outcome = await service.command(commandTo('CP1', 'c1', { timeoutMs: 1 }));
    expect(outcome).toEqual({ commandId: 'c1', status: 'offline' });
    expect(one.executed).toEqual([]);
  });

  it('rule 17: a command that comes before the claim is heard is executed once it is', async () => {
    const one = await gateway('gw-1');
    const publish = one.messaging.nc.publish.bind(one.messaging.nc);
    const held: (() => void)[] = [];
    jest.spyOn(one.messaging.nc, 'publish').mockImplementation((subject, data, options) => {
      if (subject === LINK_CLAIM_SUBJECT) held.push(() => publish(subject, data, options));
      else publish(subject, data, options);
    });
    await one.open('CP1', 'link-1');
    await one.messaging.nc.flush();
    const asked = new Promise((resolve) =>
      service.nc.subscribe(commandSubject('default', 'CP1'), { max: 3, callback: resolve }),
    );
    const outcome = service.command(commandTo('CP1', 'c1', { timeoutMs: 1 }));
    await asked;
    for (const say of held) say();
    await expect(outcome).resolves.toEqual({ commandId: 'c1', status: 'accepted' });
    expect(one.executed).toEqual(['link-1:c1']);
  });

  it('rule 17: a link older than the one that the asker knows does not execute its command', async () => {
    const one = await gateway('gw-1');
    const link = await one.open('CP1', 'link-1');
    await until(() => link.current(), 'the link holds the station');
    const stale = await service.command(commandTo('CP1', 'c1', { expectedEpoch: link.epoch + 1, timeoutMs: 1 }));
    expect(stale.status).toBe('offline');
    const right = await service.command(commandTo('CP1', 'c2', { expectedEpoch: link.epoch }));
    expect(right.status).toBe('accepted');
    expect(one.executed).toEqual(['link-1:c2']);
  });

  it('rule 16: a link that ends while its connected is said again leaves the station to be opened anew', async () => {
    const [one, two] = [await gateway('gw-1'), await gateway('gw-2')];
    const old = await one.open('CP1', 'old');
    const append = one.appender.append.bind(one.appender);
    let young: Promise<unknown> = Promise.resolve();
    jest.spyOn(one.appender, 'append').mockImplementation(async (event) => {
      if (event.kind === 'station.connected') {
        // The station opens a link elsewhere just before the repeated record is stored.
        young = two.open('CP1', 'young');
        await young;
        await until(() => one.superseded.length > 0, 'the old link is superseded');
      }
      return append(event);
    });
    one.messaging.nc.publish('gateway.lease.lost', JSON.stringify({ gatewayId: 'gw-1' }));
    await until(() => two.superseded.length > 0, 'the younger link with the lower epoch is superseded');
    await young;
    await until(async () => (await readLog(service)).length === 4, 'the repeated record is taken back');
    const kinds = (await readLog(service)).flatMap(({ events }) =>
      events.map(({ kind }) => kind.slice('station.'.length)),
    );
    expect(kinds).toEqual(['connected', 'connected', 'connected', 'disconnected']);
    expect((await readLog(service))[3]!.events[0]).toMatchObject({ link: { id: 'old', epoch: 3 } });
    expect(old.current()).toBe(false);
  });

  it('rule 17: a link newer than the one that the asker knows executes its command', async () => {
    const [one, two] = [await gateway('gw-1'), await gateway('gw-2')];
    const old = await one.open('CP1', 'old');
    const young = await two.open('CP1', 'young');
    await until(() => young.current() && one.superseded.length > 0, 'the station has moved');
    const outcome = await service.command(commandTo('CP1', 'c1', { expectedEpoch: old.epoch }));
    expect(outcome.status).toBe('accepted');
    expect([one.executed, two.executed]).toEqual([[], ['young:c1']]);
  });

  it('a link that is superseded does not do what it had offered to do', async () => {
    const [one, two] = [await gateway('gw-1'), await gateway('gw-2')];
    const old = await one.open('CP1', 'old');
    await until(() => old.current(), 'the old link holds the station');
    // Between the offer and the command being given: the station moves.
    let offered: string | undefined;
    service.nc.subscribe('offers', { callback: (_error, msg) => void (offered ??= msg.reply) });
    const request = JSON.stringify(commandTo('CP1', 'c1'));
    service.nc.publish(commandSubject('default', 'CP1'), request, { reply: 'offers' });
    await until(() => offered !== undefined, 'the old link offers');
    await two.open('CP1', 'young');
    await until(() => one.superseded.length > 0, 'the old link was told');
    const answer = await service.nc.request(offered!, request, { timeout: 2_000 });
    expect(answer.json()).toEqual({ commandId: 'c1', status: 'offline' });
    expect(one.executed).toEqual([]);
  });

  it('a gateway that drains finishes what it took, takes nothing new, and leaves it to where the station goes', async () => {
    const [one, two] = [await gateway('gw-1'), await gateway('gw-2')];
    const link = await one.open('CP1', 'here');
    await until(() => link.current(), 'the link holds the station');
    let finish = () => undefined as void;
    one.execute = ({ commandId }) =>
      new Promise((resolve) => (finish = () => resolve({ commandId, status: 'accepted' })));
    const taken = service.command(commandTo('CP1', 'c1'));
    await until(() => one.executed.length === 1, 'the command is under way');
    one.links.stopOffering();
    const later = service.command(commandTo('CP1', 'c2'), { presenceSaysConnected: true });
    finish();
    await expect(taken).resolves.toMatchObject({ status: 'accepted' });
    await link.close(1012, 'the gateway restarts');
    await two.open('CP1', 'there');
    await expect(later).resolves.toMatchObject({ status: 'accepted' });
    expect([one.executed, two.executed]).toEqual([['here:c1'], ['there:c2']]);
  });

  it('a gateway that stops says disconnected for every link', async () => {
    const one = await gateway('gw-1');
    await Promise.all(['CP1', 'CP2'].map((station) => one.open(station, `link-${station}`)));
    await one.stop();
    const events = (await readLog(service)).flatMap(({ events }) => events);
    expect(events.filter(({ kind }) => kind === 'station.disconnected')).toHaveLength(2);
    await expect(service.command(commandTo('CP1', 'c1'))).resolves.toMatchObject({ status: 'offline' });
  });

  it('answers "failed" when executing throws', async () => {
    const one = await gateway('gw-1');
    one.execute = () => Promise.reject(new Error('boom'));
    const link = await one.open('CP1', 'link-1');
    await until(() => link.current(), 'the link holds the station');
    await expect(service.command(commandTo('CP1', 'c1'))).resolves.toEqual({
      commandId: 'c1',
      status: 'failed',
      error: { code: 'InternalError', description: 'boom' },
    });
  });

  it('rule 8: with the log made anew every link gets an epoch of the new one', async () => {
    const one = await gateway('gw-1');
    await one.open('CP1', 'first');
    const link = await one.open('CP2', 'second');
    expect(link.epoch).toBe(2);
    const jsm = await service.nc.jetstreamManager({ timeout: 30_000 });
    await jsm.streams.delete('STATION');
    await service.ensureStreams();
    await one.appender.append(messageEvent('CP9', 'any'));
    await until(
      async () => (await readLog(service)).flatMap(({ events }) => events).length === 3,
      'both are said again',
    );
    await until(() => link.current(), 'the link holds the station');
    await expect(service.command(commandTo('CP2', 'c1', { expectedEpoch: link.epoch }))).resolves.toMatchObject({
      status: 'accepted',
    });
  });
});
