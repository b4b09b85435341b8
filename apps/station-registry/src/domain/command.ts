import { isRetryable, type CommandOutcome } from '@chargebus/contracts';

/**
 * What the API says of a command. `running` is a command without an outcome yet; `queued` and `expired` are
 * for commands that wait for an offline station.
 */
export const PUBLIC_STATUSES = [
  'running',
  'accepted',
  'rejected',
  'failed',
  'unsupported',
  'timeout',
  'offline',
  'unknown-outcome',
  'scheduled',
  'queued',
  'expired',
] as const;
export type PublicStatus = (typeof PUBLIC_STATUSES)[number];
/** The ledger tells a call that failed its schema, and so never left, from one that failed at the station. */
export type LedgerStatus = PublicStatus | 'invalid';
export type EndedStatus = Exclude<LedgerStatus, 'running' | 'queued'>;

export interface CommandFault {
  code: string;
  description: string;
  details?: unknown;
}

/** How a command ended. */
export interface Ending {
  status: EndedStatus;
  response: unknown;
  error: CommandFault | null;
}

/** The link's outcome in the ledger's words. */
export function toEnding(outcome: Pick<CommandOutcome, 'status' | 'response' | 'error'>): Ending {
  return {
    status: outcome.status,
    response: outcome.response ?? null,
    error: outcome.error ?? null,
  };
}

/** A command whose call failed its schema has, for its caller, failed; the error says why. */
export function publicStatus(status: LedgerStatus): PublicStatus {
  return status === 'invalid' ? 'failed' : status;
}

/** The ledger's statuses that the API shows as `status`. */
export function statusesOf(status: PublicStatus): LedgerStatus[] {
  return status === 'failed' ? ['failed', 'invalid'] : [status];
}

/** Whether the caller may hope for more by asking again. */
export function retryable(status: LedgerStatus): boolean {
  return status !== 'running' && status !== 'queued' && status !== 'expired' && isRetryable(status);
}

/** What the sweep says of a command whose sender is gone: nobody knows whether the station did it. */
export const UNKNOWN_OUTCOME: Ending = {
  status: 'unknown-outcome',
  response: null,
  error: { code: 'NoOutcome', description: 'The process that sent the command ended before it had an outcome.' },
};

/** How several steps of one command ended together: the first step that was not accepted speaks for all. */
export function worstOf(steps: readonly Ending[]): EndedStatus {
  return steps.find(({ status }) => status !== 'accepted')?.status ?? 'accepted';
}

/** After such an outcome a further step would fare no better: the station is away, or does not answer. */
export function endsTheTalk(status: EndedStatus): boolean {
  return retryable(status);
}
