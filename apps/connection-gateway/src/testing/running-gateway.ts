import {
  asks,
  STATION_STREAM,
  type Ask,
  type AskReply,
  type AskRequest,
  type CommandOutcome,
  type CommandRequest,
  type StationEvent,
  type TraceEntry,
} from '@chargebus/contracts';
import { findFreePort, testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { runServices, type RunningServices } from '@chargebus/service-runtime';
import { randomUUID } from 'node:crypto';
import { gatewayService } from '../index';

export { PlainStation } from './plain-station';
export { until } from './until';

type Decide<A extends Ask> = (request: AskRequest<A>) => AskReply<A> | undefined;

/** A gateway on a nats-server of its own; the deciders of other services are played by the test, over NATS. */
export interface RunningGateway {
  url: string;
  messaging: Messaging;
  nats: EmbeddedServer;
  /** What the played services say; undefined: no answer, as from a service that is away. */
  decide: {
    admit: Decide<typeof asks.admit>;
    boot: Decide<typeof asks.boot>;
    authorize: Decide<typeof asks.authorize>;
    costOfSession: Decide<typeof asks.costOfSession>;
    stationState: Decide<typeof asks.stationState>;
  };
  logged(): Promise<StationEvent[]>;
  /** The frames of a station, oldest first. */
  traced(stationId: string): Promise<TraceEntry[]>;
  command(stationId: string, command: CommandRequest['command'], timeoutMs?: number): Promise<CommandOutcome>;
  /** The value of a metric's line that has all these labels, 0 where there is none. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  /** Ends the gateway alone, as an orchestrator does. */
  stopGateway(): Promise<void>;
  stop(): Promise<void>;
}

export interface GatewayGround {
  /** A nats-server that somebody else started and stops. */
  nats?: EmbeddedServer;
  /** A gateway on whose nats-server, and with whose deciders, this one runs. */
  beside?: RunningGateway;
}

export async function startGateway(
  overrides: Record<string, string | number> = {},
  { nats: given, beside }: GatewayGround = {},
): Promise<RunningGateway> {
  const nats = beside?.nats ?? given ?? (await testNats());
  const port = await findFreePort();
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
      ASK_DEADLINE_MS: 1_500,
      ADMIT_DEADLINE_MS: 1_500,
      ...overrides,
    },
  });
  const messaging = beside?.messaging ?? (await connectMessaging({ url: nats.url, name: 'spec', partitions: 2 }));
  const decide = beside?.decide ?? (await playDeciders(messaging));
  const stopGateway = (): Promise<void> => services.close();
  return {
    url: `ws://127.0.0.1:${port}/ocpp`,
    messaging,
    nats,
    decide,
    logged: () => readLog(messaging),
    traced: async (stationId) => (await messaging.readTrace({ tenantId: 'default', stationId, limit: 1_000 })).entries,
    command: (stationId, command, timeoutMs = 30_000) =>
      messaging.command(
        { commandId: randomUUID(), tenantId: 'default', stationId, timeoutMs, command },
        { presenceSaysConnected: true },
      ),
    metric: async (name, labels = {}) => {
      const text = await (await fetch(`${services.url}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const found = lines.find((line) => wanted.every((pair) => line.includes(pair)));
      return Number(found?.split(' ').at(-1) ?? 0);
    },
    stopGateway,
    stop: async () => {
      await stopGateway();
      if (beside) return;
      await messaging.drain();
      if (!given) await nats.stop();
    },
  };
}

/** Plays the services that decide, over NATS, with what the test says in `decide`. */
async function playDeciders(messaging: Messaging): Promise<RunningGateway['decide']> {
  const decide: RunningGateway['decide'] = {
    admit: () => ({ ok: true, securityProfile: 0, strict: false, registration: 'accepted' }),
    boot: () => ({ ok: true, status: 'accepted', intervalS: 300 }),
    authorize: () => ({ ok: true, status: 'accepted' }),
    costOfSession: () => undefined,
    stationState: () => ({ ok: false, reason: 'unknown-station' }),
  };
  for (const question of ['admit', 'boot', 'authorize', 'costOfSession', 'stationState'] as const) {
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
  return decide;
}

async function readLog(messaging: Messaging): Promise<StationEvent[]> {
  const manager = await messaging.nc.jetstreamManager({ timeout: 30_000 });
  const { state } = await manager.streams.info(STATION_STREAM);
  const events: StationEvent[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(STATION_STREAM, { seq });
    events.push(...message.json<{ events: StationEvent[] }>().events);
  }
  return events;
}
