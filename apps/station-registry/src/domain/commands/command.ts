import { isRetryable, type CommandOutcome } from '@chargebus/contracts';

/**
 * What the API says of a command. `running` is a command without an outcome yet; `queued`, `expired` and `cancelled` are
 * for commands that wait for an offline station. `scheduled` without an end waits at the platform, with one at the station.
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
  'cancelled',
] as const;
export type PublicStatus = (typeof PUBLIC_STATUSES)[number];
/**
 * The ledger tells a call that failed its schema, and so never left, from one that failed at the station; and a command that
 * waits here for the station's sessions to end (`held`) from one that the station itself has put off.
 */
export type LedgerStatus = PublicStatus | 'invalid' | 'held';
const OPEN = ['running', 'queued', 'held'] as const satisfies LedgerStatus[];
export type EndedStatus = Exclude<LedgerStatus, (typeof OPEN)[number]>;

export function isEnded(status: LedgerStatus): status is EndedStatus {
  return !(OPEN as readonly LedgerStatus[]).includes(status);
}

/** Whether a command has not been sent yet, and may still be cancelled. */
export function isWaiting(status: LedgerStatus): boolean {
  return status === 'queued' || status === 'held';
}

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
  if (status === 'held') return 'scheduled';
  return status === 'invalid' ? 'failed' : status;
}

/** The ledger's statuses that the API shows as `status`. */
export function statusesOf(status: PublicStatus): LedgerStatus[] {
  if (status === 'scheduled') return ['scheduled', 'held'];
  return status === 'failed' ? ['failed', 'invalid'] : [status];
}

/** Whether the caller may hope for more by asking again. */
export function retryable(status: LedgerStatus): boolean {
  return isEnded(status) && status !== 'expired' && status !== 'cancelled' && isRetryable(status);
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
