import { randomUUID } from 'node:crypto';
import {
  asks,
  type AskRequest,
  type CommandOutcome,
  type CommandRequest,
  type LinkEvent,
  type StationCommand,
  type StationEquipment,
} from '@chargebus/contracts';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import { connectMessaging, GroupAppender, StationLinks, type Messaging, type StationLink } from '@chargebus/messaging';

type Execute = (request: CommandRequest) => CommandOutcome | Promise<CommandOutcome>;
/** A station's event without what each of them has. */
type Said = { [K in LinkEvent['kind']]: { kind: K; data: Extract<LinkEvent, { kind: K }>['data'] } }[LinkEvent['kind']];

const accept: Execute = ({ commandId }) => ({ commandId, status: 'accepted', response: { status: 'Accepted' } });

/** What firmware distribution sees of the rest: a registry that says what stations are, and gateways that hold their links. */
export class StationsUnderTest {
  /** What the registry says; a test may change it at any time. */
  readonly equipment = new Map<string, StationEquipment>();
  /** The commands that came, in their order. */
  readonly told: { stationId: string; command: StationCommand }[] = [];
  private readonly open = new Map<string, StationLink>();

  private constructor(
    private readonly messaging: Messaging,
    private readonly appender: GroupAppender,
    private readonly links: StationLinks,
  ) {}

  static async start(nats: EmbeddedServer, partitions = 4): Promise<StationsUnderTest> {
    const messaging = await connectMessaging({ url: nats.url, name: 'stations', partitions });
    await messaging.ensureStreams();
    const appender = new GroupAppender({ messaging });
    const links = new StationLinks({ messaging, appender, gatewayId: 'gw-1' });
    links.start();
    const stations = new StationsUnderTest(messaging, appender, links);
    messaging.nc.subscribe(asks.equipment.subject, {
      callback: (_error, message) => {
        const { data, id } = message.json<{ data: AskRequest<typeof asks.equipment>; id: string }>();
        const response = { ok: true, stations: stations.listed(data), next: null };
        message.respond(JSON.stringify({ response, isDisposed: true, id }));
      },
    });
    return stations;
  }

  /** A station that is known, and there unless it is said to be away. */
  async add(stationId: string, some: Partial<StationEquipment> = {}, execute: Execute = accept): Promise<void> {
    const made: StationEquipment = {
      ...{ stationId, vendor: 'go-e', model: 'Gemini', firmwareVersion: '1.0', ocppVersion: '2.0.1', connected: true },
      ...{ accepted: true, disabled: false, charging: false, timeZone: 'UTC', groups: [], tags: [], ...some },
    };
    this.equipment.set(stationId, made);
    const link = {
      id: randomUUID(),
      gatewayId: 'gw-1',
      ocppVersion: made.ocppVersion ?? '1.6',
      transport: 'ws' as const,
    };
    const header = { tenantId: 'default', stationId, link, receivedAt: new Date().toISOString() };
    const opened = await this.links.open({
      connected: { kind: 'station.connected', ...header, data: { securityProfile: 0 } },
      execute: async (request) => {
        this.told.push({ stationId, command: request.command as StationCommand });
        return execute(request);
      },
      superseded: () => undefined,
    });
    this.open.set(stationId, opened);
  }

  change(stationId: string, some: Partial<StationEquipment>): void {
    this.equipment.set(stationId, { ...(this.equipment.get(stationId) as StationEquipment), ...some });
  }

  /** What it was told of this type. */
  toldTo<T extends StationCommand['type']>(stationId: string, type: T): Extract<StationCommand, { type: T }>[] {
    return this.told.flatMap(({ stationId: id, command }) =>
      id === stationId && command.type === type ? [command as Extract<StationCommand, { type: T }>] : [],
    );
  }

  async say(stationId: string, said: Said): Promise<void> {
    const link = this.open.get(stationId)?.ref();
    if (link === undefined) throw new Error(`${stationId} has no link`);
    const header = { tenantId: 'default', stationId, link, receivedAt: new Date().toISOString() };
    await this.appender.append({ ...said, ...header } as LinkEvent);
  }

  /** It boots, and the registry knows it. */
  async boot(stationId: string, firmwareVersion: string): Promise<void> {
    this.change(stationId, { firmwareVersion });
    const verdict = { status: 'accepted', intervalS: 300, decidedBy: 'service' } as const;
    await this.say(stationId, { kind: 'station.booted', data: { firmwareVersion, verdict } });
  }

  async stop(): Promise<void> {
    await this.links.drain(100);
    await this.appender.drain();
    await this.messaging.drain();
  }

  private listed({ stationIds, tag }: AskRequest<typeof asks.equipment>): StationEquipment[] {
    return [...this.equipment.values()].filter(
      (one) =>
        (stationIds === undefined || stationIds.includes(one.stationId)) &&
        (tag === undefined || one.tags.includes(tag)),
    );
  }
}
