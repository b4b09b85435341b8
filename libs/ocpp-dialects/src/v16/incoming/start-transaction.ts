import { transactionLabel, type AuthorizationVerdict } from '@chargebus/contracts';
import type { AnswerInput, IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { startFingerprint } from '../../fingerprint';
import { withoutAbsent } from '../../json';
import { safeInteger, shortInteger } from '../../safe-integer';
import type { Salvaged } from '../../salvaged';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { toEvseRef } from '../connectors';
import { toIdTagInfo, toToken } from '../id-tag-info';

type Start = Salvaged<RequestOf<'StartTransaction'>, 'connectorId' | 'idTag'>;

/** If nobody was asked: an empty token may not charge. */
const UNASKED: AuthorizationVerdict = { status: 'invalid', decidedBy: 'policy' };

/**
 * OCPP 1.6 4.8: a transaction has begun; the answer names it. The start is a record of its own, and its label comes from that
 * record: a repeat finds the first record and gets the same label and verdict. A refused token gets a label too.
 */
export const startTransaction: IncomingRow<Start, ResponseOf<'StartTransaction'>> = {
  nature: 'transaction',
  toQuestion(start, context) {
    const token = toToken(start.idTag);
    if (token === undefined) return undefined;
    const { evse } = toEvseRef(start.connectorId, context.evseMap);
    const fingerprint = startFingerprint(context, start);
    const startedAt = readTime(start.timestamp, context.timeZone)?.at;
    return {
      ask: 'authorize',
      request: withoutAbsent({ token, purpose: 'start' as const, evse, fingerprint, startedAt }),
    };
  },
  toReport(start, context, { authorization = UNASKED }) {
    const fingerprint = startFingerprint(context, start);
    const token = toToken(start.idTag);
    const data = withoutAbsent({
      ...toEvseRef(start.connectorId, context.evseMap),
      fingerprint,
      token,
      tokenType: token === undefined ? undefined : ('rfid' as const),
      meterStartWh: safeInteger(start.meterStart),
      reservationId: shortInteger(start.reservationId),
      samples: [],
      verdict: authorization,
    });
    const header = headerOf(context, readTime(start.timestamp, context.timeZone)?.at);
    return { events: [{ kind: 'station.transaction.started', ...header, data }], messageId: fingerprint };
  },
  toAnswer(_start, input) {
    return { idTagInfo: toIdTagInfo(verdictOf(input)), transactionId: transactionLabel(recordOf(input).seq) };
  },
};

function recordOf({ record }: AnswerInput): NonNullable<AnswerInput['record']> {
  if (!record) throw new Error('a start is answered only once it is in the log');
  return record;
}

/** The verdict in the log: of a repeat, the first one's. */
function verdictOf(input: AnswerInput): AuthorizationVerdict | undefined {
  const { event } = recordOf(input);
  return event.kind === 'station.transaction.started' ? event.data.verdict : input.authorization;
}
