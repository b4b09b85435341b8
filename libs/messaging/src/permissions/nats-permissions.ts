import {
  dataTransferSubject,
  FACT_STREAM,
  GATEWAY_LEASE_SUBJECT,
  LINK_CLAIM_SUBJECT,
  STATION_HEARD_SUBJECT,
  STATION_STREAM,
  TRACE_STREAM,
} from '@chargebus/contracts';
import { inboxPrefix } from '../connection/connect-options';
import { CLAIMS_BUCKET } from '../links/leased-claims';
import { GATEWAY_LEASE_LOST_SUBJECT } from '../links/lease-subjects';

export type NatsUserRole = 'gateway' | 'registry' | 'sessions' | 'billing' | 'firmware' | 'platform' | 'vendor-data';

export interface NatsUser {
  readonly role: NatsUserRole;
  readonly user: string;
  readonly password: string;
  /** Of `vendor-data`: the vendors whose stations' DataTransfers the team answers. */
  readonly vendorIds?: readonly string[];
}

export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const CLAIMS_STREAM = `KV_${CLAIMS_BUCKET}`;

/**
 * What `ensureStreams`, `checkStreams` and `streamEpoch` ask of JetStream; nobody may purge or delete a stream, nor change one,
 * but the gateway how long it keeps its traces.
 */
const STREAM_API = [
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.NAMES',
  ...[STATION_STREAM, FACT_STREAM, TRACE_STREAM].flatMap((stream) => [
    `$JS.API.STREAM.CREATE.${stream}`,
    `$JS.API.STREAM.INFO.${stream}`,
  ]),
];

const read = (stream: string) => [
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.INFO.${stream}.*`,
  `$JS.API.CONSUMER.DELETE.${stream}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.ACK.${stream}.>`,
];

const GATEWAY: NatsPermissions = {
  publish: [
    'station.>',
    'trace.>',
    'ask.>',
    LINK_CLAIM_SUBJECT,
    STATION_HEARD_SUBJECT,
    GATEWAY_LEASE_SUBJECT,
    `$JS.API.STREAM.UPDATE.${TRACE_STREAM}`,
    `$JS.API.STREAM.MSG.GET.${STATION_STREAM}`,
    `$JS.API.STREAM.CREATE.${CLAIMS_STREAM}`,
    `$JS.API.STREAM.INFO.${CLAIMS_STREAM}`,
    `$JS.API.STREAM.MSG.GET.${CLAIMS_STREAM}`,
    `$JS.API.DIRECT.GET.${CLAIMS_STREAM}.>`,
    `$JS.API.DIRECT.GET.${CLAIMS_STREAM}`,
    `$KV.${CLAIMS_BUCKET}.>`,
  ],
  subscribe: ['command.>', LINK_CLAIM_SUBJECT, STATION_HEARD_SUBJECT, GATEWAY_LEASE_LOST_SUBJECT],
};

/** Replicas of a service talk among themselves on these (projection and outbox). */
const REPLICAS = ['reader.presence.>', 'outbox.nudge.>'];

const service = (name: string): NatsPermissions => ({
  publish: ['fact.>', 'command.>', 'ask.>', ...REPLICAS, ...[STATION_STREAM, FACT_STREAM].flatMap(read)],
  subscribe: [`ask.${name}.>`, ...REPLICAS],
});

const registry: NatsPermissions = {
  publish: [...service('registry').publish, GATEWAY_LEASE_LOST_SUBJECT, ...read(TRACE_STREAM)],
  subscribe: [...service('registry').subscribe, GATEWAY_LEASE_SUBJECT],
};

const ROLES: Readonly<Record<Exclude<NatsUserRole, 'platform' | 'vendor-data'>, NatsPermissions>> = {
  gateway: GATEWAY,
  registry,
  sessions: service('sessions'),
  billing: service('billing'),
  firmware: service('firmware'),
};

/**
 * Rule 22: what a user may say and hear, its own replies included. `platform` is all services in one process; `vendor-data` a
 * team beside the platform that is asked, and may say nothing else.
 */
export function natsPermissions({ role, user, vendorIds = [] }: Omit<NatsUser, 'password'>): NatsPermissions {
  if (role === 'vendor-data') {
    return { publish: [], subscribe: [`${inboxPrefix(user)}.>`, ...vendorIds.map(dataTransferSubject)] };
  }
  const roles = role === 'platform' ? Object.values(ROLES) : [ROLES[role]];
  return {
    publish: [...new Set([...STREAM_API, ...roles.flatMap(({ publish }) => publish)])],
    subscribe: [...new Set([`${inboxPrefix(user)}.>`, ...roles.flatMap(({ subscribe }) => subscribe)])],
  };
}

/**
 * Rule 22: the `authorization` block of a nats-server configuration: one user a service. Answers to asks and commands go
 * to the asker's inbox, which is allowed for each question heard and for ten minutes.
 */
export function natsAuthorization(users: readonly NatsUser[]): string {
  const blocks = users.map((one) => {
    const { publish, subscribe } = natsPermissions(one);
    return [
      '    {',
      `      user: ${JSON.stringify(one.user)}, password: ${JSON.stringify(one.password)}`,
      '      permissions: {',
      `        publish: { allow: [${publish.map((subject) => JSON.stringify(subject)).join(', ')}] }`,
      `        subscribe: { allow: [${subscribe.map((subject) => JSON.stringify(subject)).join(', ')}] }`,
      '        allow_responses: { max: 1, expires: "10m" }',
      '      }',
      '    }',
    ].join('\n');
  });
  return `authorization {\n  timeout: 5\n  users: [\n${blocks.join('\n')}\n  ]\n}\n`;
}
