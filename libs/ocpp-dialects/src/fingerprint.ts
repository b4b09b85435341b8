import { subjectToken } from '@chargebus/contracts';
import type { StationContext } from './dialect';
import { readTime } from './times';

/** What tells one start of a 1.x transaction from every other. */
export interface StartFacts {
  connectorId: number;
  idTag: string;
  timestamp?: string | undefined;
  meterStart?: number | undefined;
}

const HAS_ZONE = /(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * Tenant, station, connector, token, timestamp and meter of a start in one printable ASCII text: the `Nats-Msg-Id` by which a
 * repeat finds the first record (messaging rule 3). The token is compared case-insensitively. A time with a zone counts as
 * its instant; one without counts as written, so that a change of the station's zone makes no second start of a repeat.
 */
export function startFingerprint(context: StationContext, start: StartFacts): string {
  const { timestamp } = start;
  const instant = timestamp !== undefined && HAS_ZONE.test(timestamp) ? readTime(timestamp)?.at : undefined;
  return joined([
    context.tenantId,
    context.stationId,
    String(start.connectorId),
    start.idTag.toLowerCase(),
    instant ?? timestamp ?? '',
    start.meterStart === undefined ? '' : String(start.meterStart),
  ]);
}

/** Tenant, station and name of a transaction that the station names itself (2.x): the same in all its reports. */
export function namedStartFingerprint(context: StationContext, transactionId: string): string {
  return joined([context.tenantId, context.stationId, transactionId, 'started']);
}

const joined = (parts: string[]): string => parts.map((part) => (part === '' ? '' : subjectToken(part))).join('/');
