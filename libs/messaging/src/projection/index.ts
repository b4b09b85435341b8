export { Projection } from './projection';
export type { PartitionLag, ProjectionOptions, ProjectionState } from './projection-options';
export { derivedId, type Projected, type ProjectionMessaging, type ProjectionTransaction } from './projected';
export { messagingMigrations } from './messaging-tables';
export type { QuarantinedRow } from './quarantine';
export type { ReplayOutcome } from './replay-quarantined';
export { readerPresenceSubject } from './replica-presence';
export { Wake } from './wake';
