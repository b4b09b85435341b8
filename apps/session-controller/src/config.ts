import { defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';

/** What session-controller needs beyond what every service has. */
export const sessionsConfig = defineConfig({
  CONNECTION_TIMEOUT_S: {
    schema: fromEnv.int(5, 3_600),
    default: 120,
    describe: 'After a remote start: how long the station has to report the transaction before the session fails.',
  },
  STATION_TIMEOUT_S: {
    schema: fromEnv.int(1, 600),
    default: 30,
    describe: 'How long a station may take to answer a remote start or stop.',
  },
  FREE_GRACE_S: {
    schema: fromEnv.int(1, 86_400),
    default: 600,
    describe: 'A session whose place has been free for so long without a stop is closed with the last that was read.',
  },
  PAUSE_CONFIRMATION_S: {
    schema: fromEnv.int(1, 600),
    default: 60,
    describe: 'After a station accepted a pause: a suspension it reports later than this is its own doing.',
  },
  SAMPLE_RETENTION_DAYS: {
    schema: fromEnv.int(1, 36_500),
    default: 400,
    describe: 'Samples are kept so long, and dropped a week at a time. Sessions and signed values stay.',
  },
  EVENT_HEARTBEAT_S: {
    schema: fromEnv.int(1, 300),
    default: 15,
    describe: 'A sign of life goes out on each event stream so often.',
  },
  EVENT_STREAMS_MAX: {
    schema: fromEnv.int(1, 100_000),
    default: 1_000,
    describe: 'Event streams at the same time, per process; more are answered 503.',
  },
});
export type SessionsConfig = ConfigValues<typeof sessionsConfig>;
