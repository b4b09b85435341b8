export { OutboxRelay, outboxNudgeSubject, type OutboxRelayOptions } from './outbox-relay';
export { writeOutbox } from './write-outbox';
