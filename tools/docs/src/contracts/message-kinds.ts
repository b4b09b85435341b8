import {
  asks,
  commandSubject,
  FACT_STREAM,
  factSubject,
  GATEWAY_LEASE_SUBJECT,
  LINK_CLAIM_SUBJECT,
  STATION_HEARD_SUBJECT,
  STATION_STREAM,
  stationSubject,
  TRACE_STREAM,
  traceSubject,
} from '@chargebus/contracts';
import { code, sorted, table } from '../markdown';

const ofPartition = (subject: (partition: number) => string): string => code(subject(7).replace('7', '<p>'));
const ofStation = (subject: (tenant: string, station: string) => string): string =>
  code(subject('TENANT', 'STATION').replace('TENANT', '<tenant>').replace('STATION', '<station>'));

/** The five kinds of messages, and what goes over core NATS beside them. */
export function messageKinds(): string {
  return table(
    ['kind', 'subject', 'carrier', 'for'],
    [
      [
        'log',
        ofPartition(stationSubject),
        `stream ${code(STATION_STREAM)}`,
        'what stations said, appended by the gateway before it answers them; a record holds one or more events',
      ],
      [
        'fact',
        ofPartition(factSubject),
        `stream ${code(FACT_STREAM)}`,
        'what services decided, published from their outboxes; records as in the log',
      ],
      [
        'ask',
        code('ask.<service>.<question>'),
        'request and reply, queue group = service',
        'decisions that an answer to a station needs',
      ],
      [
        'command',
        ofStation(commandSubject),
        'request and reply, answered by the link that holds the station',
        'what the station is to do; no responders means offline',
      ],
      ['trace', ofStation(traceSubject), `stream ${code(TRACE_STREAM)}`, 'each raw frame, both ways; never waited for'],
      ['claim', code(LINK_CLAIM_SUBJECT), 'core NATS, not stored', 'which link of a station is the newest'],
      [
        'heard',
        code(STATION_HEARD_SUBJECT),
        'core NATS, not stored',
        'that a SOAP station posted to a gateway without its link',
      ],
      ['lease', code(GATEWAY_LEASE_SUBJECT), 'core NATS, not stored', 'which gateways live'],
    ],
  );
}

/** Every subject with an example, and how its parts are made. `about` gives the doc comment of an export of contracts. */
export function subjects(about: (name: string) => string): string {
  const rows = [
    [ofPartition(stationSubject), code(stationSubject(3)), about('partitionOf')],
    [ofPartition(factSubject), code(factSubject(3)), 'Partitions as above, of tenant and the key of the fact.'],
    ...sorted(Object.values(asks).map(({ subject }) => subject)).map((subject) => [code(subject), code(subject), '']),
    [ofStation(commandSubject), code(commandSubject('default', 'CP 1')), about('subjectToken')],
    [ofStation(traceSubject), code(traceSubject('default', 'CP 1')), 'Tokens as above.'],
    [code(LINK_CLAIM_SUBJECT), code(LINK_CLAIM_SUBJECT), about('LINK_CLAIM_SUBJECT')],
    [code(STATION_HEARD_SUBJECT), code(STATION_HEARD_SUBJECT), about('STATION_HEARD_SUBJECT')],
    [code(GATEWAY_LEASE_SUBJECT), code(GATEWAY_LEASE_SUBJECT), about('GATEWAY_LEASE_SUBJECT')],
  ];
  return table(['subject', 'example', 'how it is made'], rows);
}
