import type { Appended, GroupAppender } from '@chargebus/messaging';
import type { CallFault, Report, StationContext, Verdicts } from '@chargebus/ocpp-dialects';
import type { CostDesk } from '../verdicts/cost-desk';
import type { VerdictDesk } from '../verdicts/verdicts';
import { useAllowance } from './caused-messages';
import { decidePermission } from './may-speak';
import type { Products } from './products';
import { costToTell, fitsDisplay, isAsked, WRONG_CURRENCY, type CostToTell, type RecordedEvent } from './shown-cost';
import type { StationState } from './station-state';

export interface StationCall {
  action: string;
  payload: unknown;
}
export type CallAnswer =
  { kind: 'result'; payload: object; remarks: string[] } | { kind: 'error'; fault: CallFault; remarks: string[] };

export interface CallHandling {
  verdicts: VerdictDesk;
  costs: Pick<CostDesk, 'ask'>;
  products: Products;
  appender: Pick<GroupAppender, 'append' | 'appendAlone'>;
  now(): Date;
}

/** Told of what a station that shows costs has reported of a transaction, as soon as that is in the log. */
export type OnCostToTell = (cost: CostToTell) => void;

/**
 * Turns a station's call into its answer: check, ask, append, spell. The order is the promise: the answer exists only once
 * the report is in the log. Where the log cannot be reached this does not settle, so no answer is sent (messaging rule 4).
 */
export async function handleCall(
  call: StationCall,
  state: StationState,
  by: CallHandling,
  onCostToTell: OnCostToTell,
): Promise<CallAnswer> {
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
  const remarks: string[] = [...checked.remarks, ...(permission === 'flagged' ? ['not-accepted'] : [])];

  const question = row.toQuestion?.(checked.payload, context);
  const verdicts = question ? await by.verdicts.decide(question, context) : {};
  if (question?.ask === 'boot') state.product = by.products.learn(state.tenantId, state.stationId, question.request);
  const report = row.toReport?.(checked.payload, context, verdicts);
  // Nobody is asked for a station that shows no costs.
  const telling = state.costDisplay && row.tellsCost?.(checked.payload);
  const record = report && (await append(report, { remarks, asksCost: isAsked(telling) }, by.appender));
  settleState(state, call, verdicts);
  const told = record && costToTell(telling, record);
  if (told) onCostToTell(told);
  const cost = told?.telling === 'in-answer' ? await by.costs.ask(told.report) : undefined;
  const fits = cost === undefined || fitsDisplay(cost, state);
  if (!fits) remarks.push(WRONG_CURRENCY);
  const answer = row.toAnswer(checked.payload, {
    ...verdicts,
    now: by.now().toISOString(),
    ...(record && { record }),
    ...(cost && fits && { cost }),
  });
  return { kind: 'result', payload: answer, remarks };
}

async function append(
  report: Report,
  { remarks, asksCost }: { remarks: string[]; asksCost: boolean },
  appender: CallHandling['appender'],
): Promise<RecordedEvent | undefined> {
  const events = remarks.length > 0 ? report.events.map((event) => ({ ...event, remarks })) : [...report.events];
  if (events[0] === undefined) return undefined;
  const first = (events[0] = asksCost ? { ...events[0], asksCost } : events[0]);
  if (report.messageId !== undefined) {
    const stored = await appender.appendAlone(first, report.messageId);
    return { ...positionOf(stored), event: stored.event };
  }
  const appended: Appended[] = await Promise.all(events.map((event) => appender.append(event)));
  return { ...positionOf(appended[0] as Appended), event: first };
}

const positionOf = ({ epoch, seq, index }: Appended): Pick<Appended, 'epoch' | 'seq' | 'index'> => ({
  epoch,
  seq,
  index,
});

function settleState(state: StationState, { action, payload }: StationCall, verdicts: Verdicts): void {
  useAllowance(state.triggered, action, payload);
  if (verdicts.boot) {
    // What was asked of a pending station may still come; what was asked before is over with the boot.
    if (state.registration !== 'pending') state.triggered.clear();
    state.registration = verdicts.boot.status;
    state.intervalS = verdicts.boot.intervalS;
    if (verdicts.evseMap !== undefined) state.evseMap = verdicts.evseMap ?? undefined;
    if (verdicts.costDisplay !== undefined) state.costDisplay = verdicts.costDisplay ?? undefined;
  }
}

function refusal(code: string, description: string): CallAnswer {
  return { kind: 'error', fault: { code, description, details: {} }, remarks: [] };
}
