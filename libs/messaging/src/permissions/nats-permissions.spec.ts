import 'reflect-metadata';
import { asks, dataTransferSubject } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { AckPolicy, DeliverPolicy } from 'nats';
import { GatewayLeases } from '../links/gateway-leases';
import { LeasedClaims } from '../links/leased-claims';
import type { Messaging } from '../messaging';
import { NatsAskServer } from '../asks/nats-ask-server';
import { closeConnections, connectTo, RecordedLog } from '../testing/connections';
import { messageEvent, startedEvent } from '../testing/events';
import { commandTo, TestGateway } from '../testing/gateway';
import { reconfigure } from '../testing/reconfigure';
import { until } from '../testing/until';
import { keepTrace } from '../trace/trace-retention';
import { natsAuthorization, natsPermissions, type NatsUserRole } from './nats-permissions';

const ROLES: NatsUserRole[] = ['gateway', 'registry', 'sessions', 'billing', 'firmware', 'platform', 'vendor-data'];
const userOf = (role: NatsUserRole) => ({
  ...{ role, user: `${role}-user`, password: `secret "of" ${role}` },
  vendorIds: ['com.example'],
});

describe('rule 22: a user for each service', () => {
  let server: EmbeddedServer;
  const logs = new Map<Messaging, RecordedLog>();

  const connectAs = async (role: NatsUserRole): Promise<Messaging> => {
    const { user, password } = userOf(role);
    const logger = new RecordedLog();
    const messaging = await connectTo(server.url, { user, pass: password, name: role, logger });
    logs.set(messaging, logger);
    return messaging;
  };
  const refusals = (messaging: Messaging) => logs.get(messaging)!.errors();
  /** What the server refuses it says asynchronously; a round trip later it is here. */
  const tried = async (messaging: Messaging, act: () => void) => {
    act();
    await messaging.nc.flush();
    await new Promise((resolve) => setImmediate(resolve));
    return refusals(messaging).length > 0;
  };

  beforeEach(async () => {
    server = await testNats();
    reconfigure(server, natsAuthorization(ROLES.map(userOf)));
    await until(async () => {
      const open = await connectTo(server.url).catch(() => undefined);
      await open?.drain();
      return open === undefined;
    }, 'a login is needed');
  });

  afterEach(async () => {
    await closeConnections();
    await server.stop();
  });

  it("a team beside the platform hears its vendors' data, answers it, and may do nothing else", async () => {
    const [team, gateway] = [await connectAs('vendor-data'), await connectAs('gateway')];
    team.nc.subscribe(dataTransferSubject('com.example'), {
      queue: 'team',
      callback: (_error, msg) => {
        const { id } = msg.json<{ id: string }>();
        msg.respond(JSON.stringify({ response: { ok: true, data: 'hello' }, isDisposed: true, id }));
      },
    });
    await team.nc.flush();
    const ask = { ...asks.dataTransfer, subject: dataTransferSubject('com.example') };
    const request = { tenantId: 'default', stationId: 'CP1', vendorId: 'com.example' };
    await expect(gateway.ask(ask, request, { deadlineMs: 30_000 })).resolves.toEqual({ ok: true, data: 'hello' });
    expect(await tried(team, () => team.nc.publish('station.0', 'forged'))).toBe(true);
    expect(refusals(team)[0]).toContain('NATS refuses publish on station.0');
    team.nc.subscribe(dataTransferSubject('com.other'), { callback: () => undefined });
    await team.nc.flush();
    await until(() => refusals(team).length > 1, 'the refusal');
    expect(refusals(team)[1]).toContain('NATS refuses subscription on ask.data-transfer.com=2Eother');
  });

  it.each(['registry', 'sessions', 'billing', 'firmware'] as const)('%s cannot publish station.>', async (role) => {
    const service = await connectAs(role);
    expect(await tried(service, () => service.nc.publish('station.0', 'forged'))).toBe(true);
    expect(refusals(service)[0]).toContain('NATS refuses publish on station.0');
  });

  it('the gateway cannot decide facts, command stations or hear what others are answered', async () => {
    for (const subject of [
      'fact.0',
      'command.default.CP1',
      '$JS.API.STREAM.DELETE.STATION',
      '$JS.API.STREAM.PURGE.STATION',
      '$JS.API.STREAM.UPDATE.STATION',
    ]) {
      const gateway = await connectAs('gateway');
      expect(await tried(gateway, () => gateway.nc.publish(subject, ''))).toBe(true);
    }
    const gateway = await connectAs('gateway');
    expect(
      await tried(gateway, () => void gateway.nc.subscribe('_INBOX_registry-user.>', { callback: () => undefined })),
    ).toBe(true);
  });

  it('services hear only their own questions', async () => {
    const billing = await connectAs('billing');
    expect(
      await tried(billing, () => void billing.nc.subscribe('ask.billing.price', { callback: () => undefined })),
    ).toBe(false);
    expect(
      await tried(billing, () => void billing.nc.subscribe('ask.registry.boot', { callback: () => undefined })),
    ).toBe(true);
    const sessions = await connectAs('sessions');
    expect(await tried(sessions, () => void sessions.nc.subscribe('command.>', { callback: () => undefined }))).toBe(
      true,
    );
  });

  it('each can do its work', async () => {
    const [gatewayUser, registry, billing] = [
      await connectAs('gateway'),
      await connectAs('registry'),
      await connectAs('billing'),
    ];
    await Promise.all([gatewayUser, registry, billing].map((one) => one.ensureStreams()));
    await registry.checkStreams();
    const leases = new GatewayLeases(registry);
    leases.start();
    const asked = new NatsAskServer(registry);
    asked.addHandler(asks.boot.subject, () => Promise.resolve({ ok: true, status: 'accepted', intervalS: 60 }), false, {
      queue: 'registry',
      ask: asks.boot,
    });
    asked.listen(() => undefined);
    await registry.nc.flush();

    const gateway = new TestGateway(gatewayUser, 'gw-1');
    const link = await gateway.open('CP1', 'link-1');
    await until(() => link.current(), 'the link holds the station');
    await gateway.appender.append(messageEvent('CP1', 'a'));
    await gateway.appender.appendAlone(startedEvent('CP1', { fingerprint: 'f1' }), 'f1');
    const repeat = await gateway.appender.appendAlone(startedEvent('CP1', { fingerprint: 'f1' }), 'f1');
    expect(repeat.duplicate).toBe(true);
    const question = { tenantId: 'default', stationId: 'CP1', ocppVersion: '1.6' as const };
    await expect(gatewayUser.ask(asks.boot, question, { deadlineMs: 30_000 })).resolves.toMatchObject({ ok: true });
    await expect(registry.command(commandTo('CP1', 'c1'))).resolves.toMatchObject({ status: 'accepted' });
    const claims = new LeasedClaims({ messaging: gatewayUser, gatewayId: 'gw-1' });
    await expect(claims.tryHold('default', 'SOAP1')).resolves.toBe(true);
    await expect(claims.findHolder('default', 'SOAP1')).resolves.toBe('gw-1');
    await claims.release('default', 'SOAP1');
    claims.stop();
    await expect(keepTrace(gatewayUser, { maxAgeMs: 3600_000 })).resolves.toBe(true);
    const at = new Date().toISOString();
    gatewayUser.trace({ tenantId: 'default', stationId: 'CP1', at, linkId: 'link-1', direction: 'in', frame: '[]' });
    const query = { tenantId: 'default', stationId: 'CP1', limit: 1 };
    await until(async () => (await registry.readTrace(query)).entries.length === 1, 'the trace is read');

    await billing.nc.jetstream({ timeout: 30_000 }).publish('fact.0', '{}', { msgID: 'fact-1' });
    const jsm = await billing.nc.jetstreamManager({ checkAPI: false });
    const { name } = await jsm.consumers.add('STATION', {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
      filter_subjects: ['station.0', 'station.1', 'station.2', 'station.3'],
    });
    const consumer = await billing.nc.jetstream({ timeout: 30_000 }).consumers.get('STATION', name);
    const read = [];
    for await (const message of await consumer.fetch({ max_messages: 3, expires: 2_000 })) read.push(message.seq);
    expect(read).toEqual([1, 2, 3]);
    await jsm.consumers.delete('STATION', name);

    leases.stop();
    await asked.close();
    await gateway.stop();
    expect([gatewayUser, registry, billing].flatMap(refusals)).toEqual([]);
  });

  it('a wrong password ends the client and says so', async () => {
    await expect(connectTo(server.url, { user: 'gateway-user', pass: 'wrong' })).rejects.toThrow(/Authorization/i);
  });

  it('only the gateway and the platform are allowed station.>', () => {
    const allowed = ROLES.filter((role) => natsPermissions(userOf(role)).publish.includes('station.>'));
    expect(allowed).toEqual(['gateway', 'platform']);
  });
});
