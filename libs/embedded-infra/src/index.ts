export { type EmbeddedServer, InfraError, type OnProgress } from './embedded-server';
export { findFreePort } from './free-port';
export { type InfraOptions, type RunningInfra, startInfra } from './infra';
export { type NatsOptions, startNats } from './nats-server';
export { type NatsCluster, startNatsCluster } from './nats-cluster';
export { findRunningPostgres, type PostgresOptions, startPostgres } from './postgres';
export type { S3Server } from './s3-server';
export { canGetSwift as canTestS3 } from './swift-files';
export {
  testDatabase,
  type TestDatabase,
  testNats,
  testNatsCluster,
  testPostgres,
  type TestPostgres,
  testS3,
} from './test-servers';
