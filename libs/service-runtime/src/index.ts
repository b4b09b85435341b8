export { defineConfig, fromEnv, type ConfigEntry, type ConfigSpec, type ConfigValues } from './config/config-spec';
export { ConfigError, describeConfig, readConfig } from './config/read-config';
export { portFault } from './config/port-fault';
export { exitWithFault } from './config/exit-with-fault';
export { createLogger, type Logger, type LoggerOptions } from './logs/logger';
export { nestLogger } from './logs/nest-logger';
export { Health, type Check, type CheckState } from './health/health';
export { Metrics } from './metrics/metrics';
export { watchOutbox, watchReaders } from './readers/watch-readers';
export { Caller, Public } from './auth/caller';
export {
  badRequest,
  conflict,
  notFound,
  Problem,
  unavailable,
  unprocessable,
  type FieldFault,
  type ProblemBody,
  type ProblemOptions,
} from './problems/problem';
export { toFieldFaults } from './problems/field-faults';
export { fromCursor, listQuery, queryFlag, toPage, type Page } from './api/paging';
export { EventStream, type EventStreamOptions } from './api/event-stream';
export { IdempotencyKey } from './api/idempotency-key';
export { runServices } from './run/run-services';
export { configOf } from './run/plan';
export type { DataSource, RunningServices, RunOptions, Runtime, ServiceDefinition, ServiceName } from './run/runtime';
