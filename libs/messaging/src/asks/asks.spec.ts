import 'reflect-metadata';
import { asks, type AskReply, type AskRequest } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { Ctx, NatsContext, Payload } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo, RecordedLog } from '../testing/connections';
import { until } from '../testing/until';
import { AskPattern } from './ask-pattern';
import { NatsAskServer } from './nats-ask-server';

const heard: { vendor?: string | undefined; traceparent?: string | undefined }[] = [];
let held: Promise<void> = Promise.resolve();

@Controller()
class RegistryAsks {
  @AskPattern(asks.boot)
  boot(@Payload() request: AskRequest<typeof asks.boot>, @Ctx() context: NatsContext): AskReply<typeof asks.boot> {
    heard.push({ vendor: request.vendor, traceparent: context.getHeaders()?.get('traceparent') });
    if (request.vendor === 'throws') throw new Error('the database is on fire');
    if (request.vendor === 'nonsense') return { ok: true } as AskReply<typeof asks.boot>;
    if (request.vendor === 'refused') return { ok: false, reason: 'unknown-station' };
    return { ok: true, status: 'accepted', intervalS: 300 };
  }

  @AskPattern(asks.stationState)
  async slow(): Promise<AskReply<typeof asks.stationState>> {
    await held;
    return { ok: false, reason: 'unknown-station' };
  }
}

class RegistryModule {}
Reflect.defineMetadata('controllers', [RegistryAsks], RegistryModule);

const boot = (vendor?: string) => ({ tenantId: 'default', stationId: 'CP1', ocppVersion: '1.6' as const, vendor });

describe('asks', () => {
  let server: EmbeddedServer;
  let asker: Messaging;
  let log: RecordedLog;
  const services: INestMicroservice[] = [];

  const startRegistry = async () => {
    const messaging = await connectTo(server.url, { name: 'registry', logger: log });
    const service = await NestFactory.createMicroservice(RegistryModule, {
      strategy: new NatsAskServer(messaging),
      logger: false,
    });
    await service.listen();
    await messaging.nc.flush();
    services.push(service);
    return service;
  };

  beforeEach(async () => {
    heard.length = 0;
    held = Promise.resolve();
    log = new RecordedLog();
    server = await testNats();
    asker = await connectTo(server.url);
  });

  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    await closeConnections();
    await server.stop();
  });

  it('rule 21: a handler hears the request and its headers, and its reply comes back', async () => {
    await startRegistry();
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const reply = await asker.ask(asks.boot, boot('ACME'), { deadlineMs: 30_000, headers });
    expect(reply).toEqual({ ok: true, status: 'accepted', intervalS: 300 });
    expect(heard).toEqual([{ vendor: 'ACME', traceparent: headers.traceparent }]);
  });

  it('gives a refusal as a reply, not as an error', async () => {
    await startRegistry();
    await expect(asker.ask(asks.boot, boot('refused'), { deadlineMs: 30_000 })).resolves.toEqual({
      ok: false,
      reason: 'unknown-station',
    });
  });

  it('is answered by one replica of the service', async () => {
    await Promise.all([startRegistry(), startRegistry(), startRegistry()]);
    await Promise.all(Array.from({ length: 30 }, () => asker.ask(asks.boot, boot(), { deadlineMs: 30_000 })));
    expect(heard).toHaveLength(30);
  });

  it('fails at once when no replica of the service is there', async () => {
    await expect(asker.ask(asks.boot, boot(), { deadlineMs: 60_000 })).rejects.toMatchObject({
      name: 'AskFailed',
      reason: 'no-responders',
      subject: 'ask.registry.boot',
    });
  });

  it('rule 21: fails when the deadline passes', async () => {
    await startRegistry();
    let release = () => undefined as void;
    held = new Promise((resolve) => (release = resolve));
    const ask = asker.ask(asks.stationState, { tenantId: 'default', stationId: 'CP1' }, { deadlineMs: 150 });
    await expect(ask).rejects.toMatchObject({ reason: 'timeout' });
    release();
  });

  it('fails with "error" when the handler throws, and the service logs why', async () => {
    await startRegistry();
    const ask = asker.ask(asks.boot, boot('throws'), { deadlineMs: 30_000 });
    await expect(ask).rejects.toMatchObject({ reason: 'error' });
    expect(log.errors().join()).toContain('ask.registry.boot failed');
  });

  it('lets no reply out that is not of the ask, and no request in', async () => {
    await startRegistry();
    const ask = asker.ask(asks.boot, boot('nonsense'), { deadlineMs: 30_000 });
    await expect(ask).rejects.toMatchObject({ reason: 'error' });
    const unchecked = { pattern: asks.boot.subject, data: { stationId: 'CP1' }, id: '1' };
    const reply = await asker.nc.request(asks.boot.subject, JSON.stringify(unchecked));
    expect(reply.json()).toMatchObject({ err: { message: expect.stringContaining('bad request') } });
    expect(heard).toHaveLength(1);
    await expect(asker.ask(asks.boot, { ...boot(), stationId: '' }, { deadlineMs: 100 })).rejects.toMatchObject({
      name: 'ZodError',
    });
  });

  it('rule 7: the acknowledgement of a stream is a bad reply, not an answer', async () => {
    const jsm = await asker.nc.jetstreamManager({ timeout: 30_000 });
    await jsm.streams.add({ name: 'BAD', subjects: ['ask.>'] });
    await expect(asker.ask(asks.boot, boot(), { deadlineMs: 30_000 })).rejects.toMatchObject({ reason: 'bad-reply' });
  });

  it('rule 21: fails as "disconnected" at its deadline while NATS is down, and is answered once it is back', async () => {
    await startRegistry();
    server.kill('SIGKILL');
    await until(() => !asker.healthy(), 'the asker lost the server');
    await expect(asker.ask(asks.boot, boot(), { deadlineMs: 200 })).rejects.toMatchObject({ reason: 'disconnected' });
    const waiting = asker.ask(asks.boot, boot('later'), { deadlineMs: 20_000 });
    await server.restart();
    // The service may come back a moment after the asker.
    await waiting.catch((error: { reason?: string }) => expect(error.reason).toBe('no-responders'));
    await until(
      () =>
        asker.ask(asks.boot, boot(), { deadlineMs: 30_000 }).then(
          () => true,
          () => false,
        ),
      'the service answers again',
    );
    expect(heard.every(({ vendor }) => vendor === 'later' || vendor === undefined)).toBe(true);
  });

  it('a service that closes answers what it has heard', async () => {
    const service = await startRegistry();
    let release = () => undefined as void;
    held = new Promise((resolve) => (release = resolve));
    const request = { tenantId: 'default', stationId: 'CP1' };
    const running = asker.ask(asks.stationState, request, { deadlineMs: 5_000 });
    await asker.nc.flush();
    const closed = service.close();
    await until(
      () =>
        asker.ask(asks.boot, boot(), { deadlineMs: 500 }).then(
          () => false,
          (error: { reason?: string }) => error.reason === 'no-responders',
        ),
      'the service takes no more questions',
    );
    release();
    await expect(running).resolves.toEqual({ ok: false, reason: 'unknown-station' });
    await closed;
  });
});
