export { type EmbeddedServer, InfraError, type OnProgress } from './embedded-server';
export { type InfraOptions, type RunningInfra, startInfra } from './infra';
export { type NatsOptions, startNats } from './nats-server';
export { type NatsCluster, startNatsCluster } from './nats-cluster';
export { findRunningPostgres, type PostgresOptions, startPostgres } from './postgres';
export { testDatabase, type TestDatabase, testNats, testNatsCluster, testPostgres } from './test-servers';
