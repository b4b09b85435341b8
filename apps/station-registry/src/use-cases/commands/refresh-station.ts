import { endsTheTalk, worstOf, type Ending } from '../../domain/commands/command';
import type { Talk, TalkEnd, Tell } from './talk';

/**
 * Has a station report its status and meter values now. The outcome is that of the worse of both; each one's own is in the
 * response. "Accepted" means that the station will report: what it then says is in its state.
 */
async function refresh(tell: Tell): Promise<TalkEnd> {
  const status = await tell({ type: 'trigger', message: 'status' });
  const meterValues = endsTheTalk(status.status) ? undefined : await tell({ type: 'trigger', message: 'meter-values' });
  const steps: Ending[] = meterValues === undefined ? [status] : [status, meterValues];
  const response = { status: status.status, meterValues: meterValues?.status ?? 'not-sent' };
  const error = steps.find((step) => step.error !== null)?.error ?? null;
  return { ending: { status: worstOf(steps), response, error } };
}

/** Has a station report status, then meter values. */
export const refreshStation: Talk = { steps: 2, run: (_asked, tell) => refresh(tell) };
