import type { LinkEvent } from '@chargebus/contracts';
import type { Appended, GroupAppender } from '@chargebus/messaging';
import type { CallFault, Report, StationContext, Verdicts } from '@chargebus/ocpp-dialects';
import type { VerdictDesk } from '../verdicts/verdicts';
import { useAllowance } from './caused-messages';
import { decidePermission } from './may-speak';
import type { Products } from './products';
import type { StationState } from './station-state';

export interface StationCall {
  action: string;
  payload: unknown;
}
export type CallAnswer =
  { kind: 'result'; payload: object; remarks: string[] } | { kind: 'error'; fault: CallFault; remarks: string[] };

export interface CallHandling {
  verdicts: VerdictDesk;
  products: Products;
  appender: Pick<GroupAppender, 'append' | 'appendAlone'>;
  now(): Date;
}

/**
 * Turns a station's call into its answer: check, ask, append, spell. The order is the promise: the answer exists only once
 * the report is in the log. Where the log cannot be reached this does not settle, so no answer is sent (messaging rule 4).
 */
export async function handleCall(call: StationCall, state: StationState, by: CallHandling): Promise<CallAnswer> {
  const row = state.dialect.incoming(call.action);
  if (row === 'not-implemented')
    return refusal('NotImplemented', `${call.action} is no action of ${state.dialect.subprotocol}`);
  if (row === 'not-supported') return refusal('NotSupported', `${call.action} is not supported here`);

  const permission = decidePermission(state, call.action, row.nature);
  if (permission === 'no') {
    return refusal('SecurityError', `${call.action} is not allowed before the station is accepted`);
  }

  const context: StationContext = {
    tenantId: state.tenantId,
    stationId: state.stationId,
    link: state.link(),
    receivedAt: by.now().toISOString(),
    timeZone: state.timeZone,
    evseMap: state.evseMap,
  };
  const checked = state.dialect.checkRequest(call.action, call.payload, context, { strict: state.strict });
  if (!checked.ok) return { kind: 'error', fault: checked.fault, remarks: ['schema-fault'] };
  const remarks = permission === 'flagged' ? [...checked.remarks, 'not-accepted'] : checked.remarks;

  const question = row.toQuestion?.(checked.payload, context);
  const verdicts = question ? await by.verdicts.decide(question, context) : {};
  if (question?.ask === 'boot') state.product = by.products.learn(state.tenantId, state.stationId, question.request);
  const report = row.toReport?.(checked.payload, context, verdicts);
  const record = report && (await append(report, remarks, by.appender));
  settleState(state, call, verdicts);
  const answer = row.toAnswer(checked.payload, {
    ...verdicts,
    now: by.now().toISOString(),
    ...(record && { record }),
  });
  return { kind: 'result', payload: answer, remarks };
}

async function append(
  report: Report,
  remarks: string[],
  appender: CallHandling['appender'],
): Promise<{ seq: number; event: LinkEvent } | undefined> {
  const events = remarks.length > 0 ? report.events.map((event) => ({ ...event, remarks })) : report.events;
  const first = events[0];
  if (first === undefined) return undefined;
  if (report.messageId !== undefined) {
    const stored = await appender.appendAlone(first, report.messageId);
    return { seq: stored.seq, event: stored.event };
  }
  const appended: Appended[] = await Promise.all(events.map((event) => appender.append(event)));
  return { seq: appended[0]?.seq ?? 0, event: first };
}

function settleState(state: StationState, { action, payload }: StationCall, verdicts: Verdicts): void {
  useAllowance(state.triggered, action, payload);
  if (verdicts.boot) {
    // What was asked of a pending station may still come; what was asked before is over with the boot.
    if (state.registration !== 'pending') state.triggered.clear();
    state.registration = verdicts.boot.status;
    state.intervalS = verdicts.boot.intervalS;
    if (verdicts.evseMap !== undefined) state.evseMap = verdicts.evseMap ?? undefined;
  }
}

function refusal(code: string, description: string): CallAnswer {
  return { kind: 'error', fault: { code, description, details: {} }, remarks: [] };
}
