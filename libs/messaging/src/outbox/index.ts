export { OutboxRelay, outboxNudgeSubject, type OutboxRelayOptions } from './outbox-relay';
export { outboxInsert, outboxWritten, writeOutbox } from './write-outbox';
