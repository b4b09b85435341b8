import { isStalePlan } from './preparing-client';

/**
 * SQL states that say "not now" and nothing about the statement itself.
 *
 * 08 connection, 40 deadlock and serialization, 53 out of resources, 57P shutdown and cannot-connect-now: messaging rule 13.
 * Added, because none of them is the event's fault either: 58 disk trouble, 25006 read-only after a fail-over, 25P03/25P04
 * connection ended while idle or too long in a transaction, 55P03 lock not available, 57014 statement timeout (someone
 * else holds the lock), 28 and 3D000 credentials or database being changed (they can only appear while connecting).
 */
const OUTAGE_STATES = /^(08...|40...|53...|57P..|58...|25006|25P03|25P04|55P03|57014|28...|3D000)$/;

const OUTAGE_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
]);

/** pg reports these without any code. */
const OUTAGE_MESSAGES =
  /Connection terminated|Connection ended unexpectedly|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end|server closed the connection|socket hang up|not queryable/i;

/** TypeORM, when its connection broke under a transaction: the query runner is released, the transaction is gone. */
const OUTAGE_NAMES = new Set([
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
  'TransactionNotStartedError',
  'ConnectionIsNotSetError',
]);

/**
 * Whether the error says that PostgreSQL is away, overloaded or in the way of another transaction, so that the same work may
 * succeed later unchanged: retry for ever with back-off, answer 503. Everything else is the work's own fault.
 */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  // A table was altered under a prepared statement: the same work, prepared anew, succeeds.
  if (isStalePlan(error)) return true;
  const { code, syscall, message, name, driverError, errors, cause } = error as {
    code?: unknown;
    syscall?: unknown;
    message?: unknown;
    name?: unknown;
    driverError?: unknown;
    errors?: unknown;
    cause?: unknown;
  };
  if (typeof code === 'string') {
    // ENOENT is the unix socket of a server that is not there, but only of a connect: files have it too.
    if (OUTAGE_ERRNOS.has(code) || (code === 'ENOENT' && syscall === 'connect')) return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return OUTAGE_STATES.test(code);
  }
  if (typeof name === 'string' && OUTAGE_NAMES.has(name)) return true;
  // "connect" to several addresses fails with an AggregateError of each attempt.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isOutage);
  if (driverError !== undefined && driverError !== error) return isOutage(driverError);
  if (typeof message === 'string' && OUTAGE_MESSAGES.test(message)) return true;
  return cause !== undefined && isOutage(cause);
}
