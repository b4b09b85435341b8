import { crc32 } from 'node:zlib';

/** The streams, and the subject spaces of DESIGN section "Messages between services". */
export const STATION_STREAM = 'STATION';
export const FACT_STREAM = 'FACT';
export const TRACE_STREAM = 'TRACE';

const PLAIN = /^[A-Za-z0-9_-]+$/;

/**
 * One reversible NATS subject token for any text: letters, digits, `_` and `-` stay; every other UTF-8 byte becomes
 * `=XX` (upper-case hex). `=` is legal in subjects and never stays bare, so the way back is unambiguous.
 * @throws RangeError for the empty string, which has no subject token.
 */
export function subjectToken(text: string): string {
  if (text === '') throw new RangeError('the empty string has no subject token');
  if (PLAIN.test(text)) return text;
  let token = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    token += PLAIN.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

/** The way back from `subjectToken`. @throws RangeError if `token` was not made by it. */
export function fromSubjectToken(token: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < token.length; i++) {
    const char = token.charAt(i);
    if (char === '=') {
      const hex = token.slice(i + 1, i + 3);
      if (!/^[0-9A-F]{2}$/.test(hex)) throw new RangeError(`not a subject token: ${token}`);
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else {
      if (!PLAIN.test(char)) throw new RangeError(`not a subject token: ${token}`);
      bytes.push(char.charCodeAt(0));
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** The partition that keeps the order of everything about `key` of `tenant`: crc32("tenant/key") mod `partitions`. */
export function partitionOf(tenant: string, key: string, partitions: number): number {
  return crc32(`${tenant}/${key}`) % partitions;
}

export const stationSubject = (partition: number): string => `station.${partition}`;
export const factSubject = (partition: number): string => `fact.${partition}`;
export const commandSubject = (tenant: string, station: string): string =>
  `command.${subjectToken(tenant)}.${subjectToken(station)}`;
export const traceSubject = (tenant: string, station: string): string =>
  `trace.${subjectToken(tenant)}.${subjectToken(station)}`;
/** Links announce here which epoch holds a station; links with a lower epoch close. Core NATS, not stored. */
export const LINK_CLAIM_SUBJECT = 'link.claim';
/** Gateways tell each other here what a station without a socket posted to one of them. Core NATS, not stored. */
export const STATION_HEARD_SUBJECT = 'link.heard';
/** Gateways say here, every few seconds, that they live. Core NATS, not stored. */
export const GATEWAY_LEASE_SUBJECT = 'gateway.lease';
