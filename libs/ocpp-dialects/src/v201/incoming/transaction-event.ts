import type { AuthorizationVerdict, LinkEvent, StopReason } from '@chargebus/contracts';
import type { CostTelling, IncomingRow, StationContext } from '../../dialect';
import { headerOf } from '../../event-header';
import { namedStartFingerprint } from '../../fingerprint';
import { lookUp, withoutAbsent } from '../../json';
import { shortInteger } from '../../safe-integer';
import type { Salvaged } from '../../salvaged';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { toChargingState } from '../charging-states';
import { toConnectorState } from '../connector-state';
import { toIdTokenInfo, toShownToken, words201, type TokenWords } from '../id-tokens';
import { toEvseRef } from '../places';
import { registerAt, toSamplesOf } from '../sampled-values';
import { toDetails } from '../transaction-details';

type TransactionEvent = Salvaged<RequestOf<'TransactionEvent'>, 'eventType' | 'seqNo' | 'transactionInfo'>;
type WireReason = NonNullable<TransactionEvent['transactionInfo']['stoppedReason']>;

/** ReasonEnumType, with the word that 2.1 has added. */
const REASONS: Record<WireReason | 'ReqEnergyTransferRejected', StopReason> = {
  DeAuthorized: 'deauthorized',
  EmergencyStop: 'emergency-stop',
  EnergyLimitReached: 'energy-limit-reached',
  EVDisconnected: 'ev-disconnected',
  GroundFault: 'ground-fault',
  ImmediateReset: 'immediate-reset',
  Local: 'local',
  LocalOutOfCredit: 'local-out-of-credit',
  MasterPass: 'master-pass',
  Other: 'other',
  OvercurrentFault: 'overcurrent-fault',
  PowerLoss: 'power-loss',
  PowerQuality: 'power-quality',
  Reboot: 'reboot',
  Remote: 'remote',
  ReqEnergyTransferRejected: 'energy-transfer-rejected',
  SOCLimitReached: 'soc-limit-reached',
  StoppedByEV: 'stopped-by-ev',
  TimeLimitReached: 'time-limit-reached',
  Timeout: 'timeout',
};
/** A token without a text may not charge. */
const UNASKED: AuthorizationVerdict = { status: 'invalid', decidedBy: 'policy' };
/** No token was shown yet (the cable came first, E02): nothing to refuse. The token's verdict comes with a later event. */
const NOTHING_SHOWN: AuthorizationVerdict = { status: 'accepted', decidedBy: 'service' };

/**
 * OCPP 2.x E01-E15: a transaction has started, goes on, or has ended. The station names it and counts its reports, so a
 * repeat is known by its number: no record of its own is needed. What the connector does by it is an event beside it.
 */
export const transactionEventIn = (
  words: TokenWords,
  running: CostTelling,
): IncomingRow<TransactionEvent, ResponseOf<'TransactionEvent'>> => ({
  nature: 'transaction',
  toQuestion(request, context) {
    const shown = toShownToken(request.idToken);
    if (!shown) return undefined;
    const { evse } = request;
    if (stops(request)) {
      return { ask: 'authorize', request: withoutAbsent({ ...shown, purpose: 'stop' as const, evse: evse?.id }) };
    }
    const fingerprint = fingerprintOf(request, context);
    const startedAt = readTime(request.timestamp, context.timeZone)?.at;
    const remoteStartId = shortInteger(request.transactionInfo.remoteStartId) ?? null;
    const start = { ...shown, purpose: 'start' as const, evse: evse?.id, fingerprint, startedAt, remoteStartId };
    return { ask: 'authorize', request: withoutAbsent(start) };
  },
  toReport(request, context, { authorization }) {
    const event = toEvent(request, context, authorization);
    const state = toConnectorState(request, context);
    return { events: state ? [event, state] : [event] };
  },
  // What was kept while the station was offline is old: nobody stands there and reads it.
  tellsCost: ({ eventType, offline }) =>
    eventType === 'Ended' ? 'in-answer' : eventType === 'Updated' && offline !== true ? running : undefined,
  // E05.FR.01: whoever shows a token is told of it. An absent cost is not a free one (TransactionEventResponse.totalCost).
  toAnswer: ({ eventType, idToken }, { authorization, cost }) =>
    withoutAbsent({
      totalCost: cost && (cost.final || eventType !== 'Ended') ? Number(cost.amount) : undefined,
      idTokenInfo: idToken && toIdTokenInfo(authorization, words),
    }),
});

/** OCPP 2.0.1: the answer tells a cost only once charging has ended; what runs goes by CostUpdated (I02). */
export const transactionEvent = transactionEventIn(words201, 'running');

/** Whether the token that comes along was shown to end the transaction. */
const stops = ({ eventType, triggerReason }: TransactionEvent): boolean =>
  eventType === 'Ended' || triggerReason === 'StopAuthorized';

const fingerprintOf = ({ transactionInfo }: TransactionEvent, context: StationContext): string =>
  namedStartFingerprint(context, transactionInfo.transactionId);

function toEvent(request: TransactionEvent, context: StationContext, verdict?: AuthorizationVerdict): LinkEvent {
  const { evse, idToken, transactionInfo: info } = request;
  const header = headerOf(context, readTime(request.timestamp, context.timeZone)?.at);
  const samples = toSamplesOf(request.meterValue, context);
  const place = evse && toEvseRef(evse.id, evse.connectorId);
  const triggerReason = request.triggerReason ?? 'unknown';
  const told = withoutAbsent({
    ...place,
    transactionRef: info.transactionId,
    seqNo: request.seqNo,
    triggerReason,
    offline: request.offline,
    ...toShownToken(idToken),
    details: toDetails(request),
    samples,
  });
  const asked = withoutAbsent({
    reservationId: shortInteger(request.reservationId),
    remoteStartId: shortInteger(info.remoteStartId),
    chargingState: toChargingState(info.chargingState, request.triggerReason),
  });
  switch (request.eventType) {
    case 'Started': {
      const fingerprint = fingerprintOf(request, context);
      const meterStartWh = registerAt(samples, 'Transaction.Begin');
      const decided = verdict ?? (idToken ? UNASKED : NOTHING_SHOWN);
      const data = withoutAbsent({ evse: 0, ...told, ...asked, fingerprint, meterStartWh, verdict: decided });
      return { kind: 'station.transaction.started', ...header, data };
    }
    case 'Updated':
      return { kind: 'station.transaction.updated', ...header, data: withoutAbsent({ ...told, ...asked, verdict }) };
    case 'Ended': {
      const meterStopWh = registerAt(samples, 'Transaction.End');
      const data = withoutAbsent({ ...told, meterStopWh, reason: toReason(info.stoppedReason), verdict });
      return { kind: 'station.transaction.ended', ...header, data };
    }
  }
}

/** A reason nobody knows is a reason; none at all stays absent (it means local). */
const toReason = (reason: WireReason | undefined): StopReason | undefined =>
  reason === undefined ? undefined : (lookUp(REASONS, reason) ?? 'other');
