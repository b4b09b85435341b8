import type { StopReason } from '@chargebus/contracts';
import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { lookUp, withoutAbsent } from '../../json';
import { safeInteger } from '../../safe-integer';
import type { Salvaged } from '../../salvaged';
import { toSamples } from '../../samples';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { toIdTagInfo, toToken } from '../id-tag-info';
import { toNamedTransactionRef, toTransactionRef } from '../transaction-refs';

type Stop = Salvaged<RequestOf<'StopTransaction'>, 'transactionId'>;

/** OCPP 1.6 7.36 Reason. */
const REASONS: Record<NonNullable<Stop['reason']>, StopReason> = {
  DeAuthorized: 'deauthorized',
  EmergencyStop: 'emergency-stop',
  EVDisconnected: 'ev-disconnected',
  HardReset: 'hard-reset',
  Local: 'local',
  Other: 'other',
  PowerLoss: 'power-loss',
  Reboot: 'reboot',
  Remote: 'remote',
  SoftReset: 'soft-reset',
  UnlockCommand: 'unlock-command',
};

/** OCPP 1.6 4.10: a transaction has ended. Answered normally whatever id it names (errata 3.18). */
export const stopTransaction: IncomingRow<Stop, ResponseOf<'StopTransaction'>> = {
  nature: 'transaction',
  toQuestion({ idTag }) {
    const token = toToken(idTag);
    return token === undefined ? undefined : { ask: 'authorize', request: { token, purpose: 'stop' } };
  },
  toReport(stop, context, { authorization }) {
    const token = toToken(stop.idTag);
    const data = withoutAbsent({
      transactionRef: toTransactionRef(stop.transactionId),
      meterStopWh: safeInteger(stop.meterStop),
      // A reason nobody knows is a reason; none at all stays absent (it means local, by the errata).
      reason: stop.reason === undefined ? undefined : (lookUp(REASONS, stop.reason) ?? ('other' as const)),
      token,
      tokenType: token === undefined ? undefined : ('rfid' as const),
      samples: toSamples(stop.transactionData, context),
      verdict: authorization,
    });
    const header = headerOf(context, readTime(stop.timestamp, context.timeZone)?.at);
    return { events: [{ kind: 'station.transaction.ended', ...header, data }] };
  },
  tellsCost: ({ transactionId }) => (toNamedTransactionRef(transactionId) === undefined ? undefined : 'final'),
  toAnswer: ({ idTag }, { authorization }) =>
    idTag !== undefined && authorization ? { idTagInfo: toIdTagInfo(authorization) } : {},
};
