import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OutboxRelay } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import type { SessionsConfig } from './config';
import { AuthorizeController } from './entry/authorize.controller';
import { countSessions, createReaders, type Readers } from './entry/readers';
import { SessionsContext } from './entry/sessions-context';
import { SessionsController } from './entry/sessions.controller';
import { TokensController } from './entry/tokens.controller';
import { ApplyPauses } from './use-cases/apply-pauses';
import { AuthorizeToken } from './use-cases/authorize-token';
import { ChangeSession } from './use-cases/change-session';
import { CommandStation } from './use-cases/command-station';
import { ConfirmPause } from './use-cases/confirm-pause';
import { ExpireRequests } from './use-cases/expire-requests';
import { FailRequest } from './use-cases/fail-request';
import { FindSettled } from './use-cases/find-settled';
import { LearnAbility } from './use-cases/learn-ability';
import { PauseSession } from './use-cases/pause-session';
import { RegisterToken } from './use-cases/register-token';
import { RequestSession } from './use-cases/request-session';
import { RestartSession } from './use-cases/restart-session';
import { SendPause } from './use-cases/send-pause';
import { StopSession } from './use-cases/stop-session';

/** Runs the readers, the outbox and the sweeps with the application. */
class SessionsLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly readers: Readers,
    private readonly relay: OutboxRelay,
    private readonly sweeps: { start(): void; stop(): Promise<void> }[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    await this.readers.reports.start();
    await this.readers.facts.start();
    for (const sweep of this.sweeps) sweep.start();
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
    const requests = new RequestSession({ dataSource, messaging, logger, stationTimeoutMs }, authorize, failures);
    const settled = new FindSettled(dataSource, partitions, readers.reports);
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
    const duePauses = new ApplyPauses({ dataSource, logger }, changes, send);
    const overdue = new ExpireRequests({ dataSource, logger, partitions, timeoutMs }, readers.reports, failures);
    return {
      module: SessionsModule,
      controllers: [TokensController, SessionsController, AuthorizeController],
      providers: [
        { provide: SessionsContext, useValue: new SessionsContext(dataSource) },
        { provide: AuthorizeToken, useValue: authorize },
        { provide: RegisterToken, useValue: new RegisterToken(dataSource, partitions) },
        { provide: RequestSession, useValue: requests },
        { provide: StopSession, useValue: stops },
        { provide: PauseSession, useValue: pauses },
        // By a factory: Nest calls the life cycle hooks of what it made itself.
        { provide: SessionsLifecycle, useFactory: () => new SessionsLifecycle(readers, relay, [overdue, duePauses]) },
      ],
    };
  }
}
