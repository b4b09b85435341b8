export * from './messaging';
export { connectMessaging, type ConnectMessagingOptions } from './connection/connect';
export { natsConnectOptions, type NatsConnectOptions } from './connection/connect-options';
export { isNatsAway } from './connection/unavailable';
export { StreamsRefused, type StreamAlarm, type StreamLimits } from './log/stream-limits';
export { AppendRefused } from './log/append-refused';
export { GroupAppender, type Appended, type AppendedAlone, type GroupAppenderOptions } from './log/group-appender';
export { AskFailed, type AskFailure } from './asks/ask-failed';
export { AskPattern } from './asks/ask-pattern';
export { NatsAskServer } from './asks/nats-ask-server';
export { StationLinks, type StationLinksOptions } from './links/station-links';
export type { LinkHandlers, StationLink } from './links/open-link';
export { GatewayLeases } from './links/gateway-leases';
export { LeasedClaims } from './links/leased-claims';
export { keepTrace, type TraceRetention } from './trace/trace-retention';
export * from './feed';
export * from './projection';
export * from './outbox';
export {
  natsAuthorization,
  natsPermissions,
  type NatsPermissions,
  type NatsUser,
  type NatsUserRole,
} from './permissions/nats-permissions';
