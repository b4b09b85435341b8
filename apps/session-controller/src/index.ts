import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { sessionsConfig, type SessionsConfig } from './config';
import { SessionsModule } from './sessions.module';
import { CreateSessions1763800000000 } from './store/migrations/1763800000000-create-sessions';
import { SessionCosts1764100000000 } from './store/migrations/1764100000000-session-costs';
import { SessionPause1764700000001 } from './store/migrations/1764700000001-session-pause';
import { TokenPlaces1764700000002 } from './store/migrations/1764700000002-token-places';
import { SessionRepairs1764700000003 } from './store/migrations/1764700000003-session-repairs';
import { TokenGroups1764700000004 } from './store/migrations/1764700000004-token-groups';
import { SamplePartitions1764900000001 } from './store/migrations/1764900000001-sample-partitions';
import { StationModels1764900000002 } from './store/migrations/1764900000002-station-models';
import { TokenStatus1764970000001 } from './store/migrations/1764970000001-token-status';

/** Tokens, authorization, sessions and their remote control. */
export const sessionsService: ServiceDefinition<SessionsConfig> = {
  name: 'sessions',
  title: 'session-controller',
  config: sessionsConfig,
  defaultApiPort: 8082,
  database: {
    schema: 'sessions',
    entities: [],
    migrations: [
      ...messagingMigrations,
      CreateSessions1763800000000,
      SessionCosts1764100000000,
      SessionPause1764700000001,
      TokenPlaces1764700000002,
      SessionRepairs1764700000003,
      TokenGroups1764700000004,
      SamplePartitions1764900000001,
      StationModels1764900000002,
      TokenStatus1764970000001,
    ],
  },
  module: (config, runtime) => SessionsModule.with(config, runtime),
};
