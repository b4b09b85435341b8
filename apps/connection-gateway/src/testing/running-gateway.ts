import {
  asks,
  STATION_STREAM,
  type Ask,
  type AskReply,
  type AskRequest,
  type StationEvent,
} from '@chargebus/contracts';
import { testNats } from '@chargebus/embedded-infra';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { runServices, type RunningServices } from '@chargebus/service-runtime';
import { createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { gatewayService } from '../index';

type Decide<A extends Ask> = (request: AskRequest<A>) => AskReply<A> | undefined;

/** A gateway on a nats-server of its own; the deciders of other services are played by the test, over NATS. */
export interface RunningGateway {
  url: string;
  messaging: Messaging;
  nats: Awaited<ReturnType<typeof testNats>>;
  /** What the played services say; undefined: no answer, as from a service that is away. */
  decide: {
    admit: Decide<typeof asks.admit>;
    boot: Decide<typeof asks.boot>;
    authorize: Decide<typeof asks.authorize>;
  };
  logged(): Promise<StationEvent[]>;
  stop(): Promise<void>;
}

export async function startGateway(overrides: Record<string, string | number> = {}): Promise<RunningGateway> {
  const nats = await testNats();
  const port = await freePort();
  const services: RunningServices = await runServices([gatewayService as never], {
    name: 'gateway-spec',
    signals: false,
    generateAdminToken: true,
    overrides: {
      NATS_URL: nats.url,
      PARTITIONS: 2,
      OCPP_PORT: port,
      API_PORT: 0,
      LOG_LEVEL: 'fatal',
      ASK_DEADLINE_MS: 500,
      ADMIT_DEADLINE_MS: 500,
      ...overrides,
    },
  });
  const messaging = await connectMessaging({ url: nats.url, name: 'spec', partitions: 2 });
  const decide: RunningGateway['decide'] = {
    admit: () => ({ ok: true, securityProfile: 0, strict: false, registration: 'accepted' }),
    boot: () => ({ ok: true, status: 'accepted', intervalS: 300 }),
    authorize: () => ({ ok: true, status: 'accepted' }),
  };
  for (const question of ['admit', 'boot', 'authorize'] as const) {
    messaging.nc.subscribe(asks[question].subject, {
      callback: (_error, message) => {
        // As Nest's NATS transport spells questions and answers.
        const { id, data } = message.json<{ id: string; data: unknown }>();
        const response = (decide[question] as (request: unknown) => object | undefined)(data);
        if (response) message.respond(JSON.stringify({ response, isDisposed: true, id }));
      },
    });
  }
  await messaging.nc.flush();
  return {
    url: `ws://127.0.0.1:${port}/ocpp`,
    messaging,
    nats,
    decide,
    logged: () => readLog(messaging),
    stop: async () => {
      await services.close();
      await messaging.drain();
      await nats.stop();
    },
  };
}

async function readLog(messaging: Messaging): Promise<StationEvent[]> {
  const manager = await messaging.nc.jetstreamManager();
  const { state } = await manager.streams.info(STATION_STREAM);
  const events: StationEvent[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(STATION_STREAM, { seq });
    events.push(...message.json<{ events: StationEvent[] }>().events);
  }
  return events;
}

/** A station on a plain socket: frames go out as the test writes them. */
export class PlainStation {
  readonly frames: any[] = [];
  closed: { code: number; reason: string } | undefined;
  private nextId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString())));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  static async connect(url: string, protocols = ['ocpp1.6']): Promise<PlainStation> {
    const socket = new WebSocket(url, protocols);
    const station = new PlainStation(socket);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return station;
  }

  send(action: string, payload: object, id = `m${++this.nextId}`): string {
    this.socket.send(JSON.stringify([2, id, action, payload]));
    return id;
  }

  /** Sends a call and gives the whole answer frame. */
  async ask(action: string, payload: object): Promise<any> {
    const id = this.send(action, payload);
    return until(`the answer to ${action}`, () => this.answerTo(id));
  }

  answerTo(id: string): any {
    return this.frames.find((frame) => frame[0] !== 2 && frame[1] === id);
  }
}

export async function until<T>(what: string, probe: () => T | Promise<T>, timeoutMs = 8_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
