import { randomUUID } from 'node:crypto';
import type {
  CommandOutcome,
  CommandRequest,
  LinkEvent,
  LinkRef,
  OcppVersion,
  StationEvent,
} from '@chargebus/contracts';
import { connectMessaging, GroupAppender, StationLinks, type Messaging, type StationLink } from '@chargebus/messaging';

export type Execute = (request: CommandRequest) => Promise<CommandOutcome> | CommandOutcome;

type Data<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>['data'];

/** The part of a gateway that the registry sees: links, their events, and answers to commands. */
export class GatewayUnderTest {
  readonly appender: GroupAppender;
  readonly links: StationLinks;

  constructor(
    private readonly messaging: Messaging,
    readonly id = `gw-${randomUUID().slice(0, 8)}`,
    leaseMs = 3_000,
  ) {
    this.appender = new GroupAppender({ messaging });
    this.links = new StationLinks({ messaging, appender: this.appender, gatewayId: this.id, leaseMs, settleMs: 50 });
    this.links.start();
  }

  /** Opens a link to the station; `execute` answers its commands. */
  async connect(
    stationId: string,
    execute: Execute = accept,
    { ocppVersion = '1.6', securityProfile = 0 }: { ocppVersion?: OcppVersion; securityProfile?: number } = {},
  ): Promise<StationUnderTest> {
    const link = { id: randomUUID(), gatewayId: this.id, ocppVersion, transport: 'ws' as const };
    const opened = await this.links.open({
      connected: {
        kind: 'station.connected',
        tenantId: 'default',
        stationId,
        link,
        receivedAt: new Date().toISOString(),
        data: { securityProfile, remoteAddress: '192.0.2.1' },
      },
      execute: async (request) => execute(request),
      superseded: () => undefined,
    });
    return new StationUnderTest(stationId, opened, this.appender);
  }

  /** A gateway with a connection of its own, so that it can die alone. */
  static async mortal(url: string, partitions: number): Promise<GatewayUnderTest> {
    const logger = { info: ignore, warn: ignore, error: ignore };
    return new GatewayUnderTest(
      await connectMessaging({ url, name: 'mortal-gateway', partitions, logger, onClosed: ignore }),
    );
  }

  /** As if the process were killed: nothing is said any more, and no end is appended to the log. */
  async die(): Promise<void> {
    await this.messaging.nc.close();
    await this.appender.drain(0);
    await this.links.drain(0);
  }

  async stop(): Promise<void> {
    await this.links.drain(100);
    await this.appender.drain();
  }
}

/** A station as its link reports it. */
export class StationUnderTest {
  constructor(
    readonly id: string,
    readonly link: StationLink,
    private readonly appender: GroupAppender,
  ) {}

  boot(data: Partial<Data<'station.booted'>> = {}): Promise<unknown> {
    const verdict = { status: 'accepted' as const, intervalS: 300, decidedBy: 'service' as const };
    return this.say({
      kind: 'station.booted',
      ...this.header(),
      data: { vendor: 'Vendor', model: 'Model', verdict, ...data },
    });
  }

  status(data: Data<'station.connector-status.reported'>, stationTime?: string): Promise<unknown> {
    const time = stationTime === undefined ? {} : { stationTime };
    return this.say({ kind: 'station.connector-status.reported', ...this.header(), ...time, data });
  }

  chargingState(data: Data<'station.charging-state.reported'>): Promise<unknown> {
    return this.say({ kind: 'station.charging-state.reported', ...this.header(), data });
  }

  say(event: LinkEvent): Promise<unknown> {
    return this.appender.append(event);
  }

  header(link: LinkRef = this.link.ref()) {
    return { tenantId: 'default', stationId: this.id, link, receivedAt: new Date().toISOString() };
  }
}

export const accept: Execute = ({ commandId }) => ({ commandId, status: 'accepted', response: { status: 'Accepted' } });

const ignore = (): void => undefined;
