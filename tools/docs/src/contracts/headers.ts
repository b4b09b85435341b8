import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, sorted, table } from '../markdown';

/** What each header is for. The list is held against the code, both ways. */
const HEADERS: Readonly<Record<string, string>> = {
  'Nats-Msg-Id':
    'On records of STATION and FACT. A record that is sent again under its id counts once. A start of a 1.x transaction has its fingerprint, other records of STATION a random id, facts an id that a replay gives again.',
  'Nats-Expected-Stream': 'On records of STATION: only this stream may acknowledge, nothing else bound to the subject.',
  'Chargebus-Kinds':
    'On records of FACT: the kinds of their events, separated by commas. A reader that wants none of them skips the record unread.',
  traceparent: 'On asks and commands, where the sender has one (W3C Trace Context); passed on as it is.',
};

const HEADER = /\b(?:(?:Nats|Chargebus)-[A-Z][A-Za-z-]*[a-z]|traceparent)\b/g;

/**
 * The table of headers that libs/messaging sends or reads.
 * @throws Error when it knows a header that is not described here, or no longer one that is
 */
export function describeHeaders(root: string): string {
  const folder = join(root, 'libs/messaging/src');
  const used = sorted(sourcesIn(folder).flatMap((file) => readFileSync(file, 'utf8').match(HEADER) ?? []));
  const described = Object.keys(HEADERS);
  const odd = [
    ...used.filter((name) => !described.includes(name)),
    ...described.filter((name) => !used.includes(name)),
  ];
  if (odd.length > 0) throw new Error(`headers in libs/messaging and in tools/docs differ: ${odd.join(', ')}`);
  return table(
    ['header', 'what'],
    described.map((name) => [code(name), HEADERS[name] ?? '']),
  );
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('spec.ts') && !/(^|[\\/])testing[\\/]/.test(name))
    .map((name) => join(folder, name));
}
