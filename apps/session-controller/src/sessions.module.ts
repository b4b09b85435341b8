import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { FactFeed, OutboxRelay } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import type { SessionsConfig } from './config';
import { AuthorizeController } from './entry/authorize.controller';
import { EventsController } from './entry/events.controller';
import { countSessions, countStreams, createReaders, type Readers } from './entry/readers';
import { SessionRepairsController } from './entry/session-repairs.controller';
import { SessionsContext } from './entry/sessions-context';
import { SessionsController } from './entry/sessions.controller';
import { TokensController } from './entry/tokens.controller';
import { keepSamples } from './store/sample-partitions.repository';
import { ApplyPauses } from './use-cases/apply-pauses';
import { AuthorizeToken } from './use-cases/authorize-token';
import { ChangeSession } from './use-cases/change-session';
import { CloseFreed } from './use-cases/close-freed';
import { CommandStation } from './use-cases/command-station';
import { ConfirmPause } from './use-cases/confirm-pause';
import { ExpireRequests } from './use-cases/expire-requests';
import { FailRequest } from './use-cases/fail-request';
import { FindSettled } from './use-cases/find-settled';
import { FollowFacts } from './use-cases/follow-facts';
import { LearnAbility } from './use-cases/learn-ability';
import { PauseSession } from './use-cases/pause-session';
import { RegisterToken } from './use-cases/register-token';
import { RepairSession } from './use-cases/repair-session';
import { RequestSession } from './use-cases/request-session';
import { RestartSession } from './use-cases/restart-session';
import { SendPause } from './use-cases/send-pause';
import { StopSession } from './use-cases/stop-session';
import { Sweep } from './use-cases/sweep';

/** Runs the readers, the outbox, the sweeps and the event streams with the application. */
class SessionsLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly readers: Readers,
    private readonly relay: OutboxRelay,
    private readonly sweeps: Sweep[],
    private readonly events: FollowFacts,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    await this.readers.reports.start();
    await this.readers.facts.start();
    for (const sweep of this.sweeps) sweep.start();
  }

  /** Before HTTP is closed, which waits for answers to end. */
  beforeApplicationShutdown(): void {
    this.events.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
    await Promise.all([this.readers.reports.stop(), this.readers.facts.stop()]);
    await this.relay.stop();
  }
}

@Module({})
export class SessionsModule {
  /** The composition root of session-controller. */
  static with(config: SessionsConfig, runtime: Runtime): DynamicModule {
    const { messaging, database: dataSource, locks, logger } = runtime;
    const { partitions } = messaging;
    const stationTimeoutMs = config.STATION_TIMEOUT_S * 1_000;
    const timeoutMs = config.CONNECTION_TIMEOUT_S * 1_000;
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'sessions' });
    const readers = createReaders(runtime);
    watchReaders(runtime, 'sessions', { ...readers });
    watchOutbox(runtime, 'sessions', relay);
    countSessions(runtime);
    const authorize = new AuthorizeToken(dataSource);
    const failures = new FailRequest(dataSource, partitions);
    const settled = new FindSettled(dataSource, partitions, readers.reports);
    const asked = { dataSource, messaging, logger, stationTimeoutMs };
    const requests = new RequestSession(asked, authorize, failures, settled);
    const stations = new CommandStation(messaging, stationTimeoutMs);
    const stops = new StopSession(dataSource, settled, stations);
    const changes = new ChangeSession(dataSource, partitions);
    const send = new SendPause(stations, config.PAUSE_CONFIRMATION_S * 1_000);
    const pauses = new PauseSession(
      { dataSource, sessions: settled, changes },
      new LearnAbility(messaging, stations),
      { send, confirm: new ConfirmPause(dataSource, stations) },
      new RestartSession(changes, stops, requests),
    );
    const expire = new ExpireRequests({ dataSource, partitions, timeoutMs }, readers.reports, failures);
    const apply = new ApplyPauses({ dataSource, logger }, changes, send);
    const graceMs = config.FREE_GRACE_S * 1_000;
    const close = new CloseFreed({ dataSource, partitions, graceMs }, readers.reports, stations, changes);
    const every = (everyMs: number, what: string, sweep: () => Promise<void>): Sweep =>
      new Sweep({ logger, everyMs, what, sweep });
    const sweeps = [
      every(Math.min(5_000, Math.max(500, timeoutMs / 10)), 'overdue sessions', () => expire.sweep(new Date())),
      every(1_000, 'due pauses', () => apply.sweep()),
      every(Math.min(30_000, Math.max(500, graceMs / 10)), 'sessions at free places', () => close.sweep()),
      new Sweep({
        ...{ logger, everyMs: 3_600_000, atOnce: true, what: 'tables of samples' },
        sweep: () =>
          keepSamples(dataSource, { now: new Date(), retentionDays: config.SAMPLE_RETENTION_DAYS, weeksAhead: 2 }),
      }),
    ];
    const [heartbeatMs, most] = [config.EVENT_HEARTBEAT_S * 1_000, config.EVENT_STREAMS_MAX];
    const events = new FollowFacts({ feed: new FactFeed({ messaging, logger }), logger, heartbeatMs, most });
    countStreams(runtime, events);
    return {
      module: SessionsModule,
      controllers: [
        ...[TokensController, SessionsController, SessionRepairsController],
        ...[EventsController, AuthorizeController],
      ],
      providers: [
        { provide: SessionsContext, useValue: new SessionsContext(dataSource) },
        { provide: AuthorizeToken, useValue: authorize },
        { provide: RegisterToken, useValue: new RegisterToken(dataSource, partitions) },
        { provide: RequestSession, useValue: requests },
        { provide: StopSession, useValue: stops },
        { provide: PauseSession, useValue: pauses },
        { provide: RepairSession, useValue: new RepairSession(changes) },
        { provide: FollowFacts, useValue: events },
        // By a factory: Nest calls the life cycle hooks of what it made itself.
        { provide: SessionsLifecycle, useFactory: () => new SessionsLifecycle(readers, relay, sweeps, events) },
      ],
    };
  }
}
