import { withoutAbsent } from '../../json';
import { providedMessage, textOf } from '../../provided-message';
import type { RequestOf, ResponseOf } from '../actions';

type Asked = RequestOf<'VatNumberValidation'>;
type Answer = ResponseOf<'VatNumberValidation'>;

const LONGEST_NUMBER = 20;

/** OCPP 2.1 C25: a driver who pays at the station wants a receipt for a company. Rejected where nobody can look it up. */
export const vatNumberValidation = providedMessage<'vatNumber', Asked, Answer>('VatNumberValidation', 'vatNumber', {
  toRequest: (asked) => withoutAbsent({ vatNumber: textOf(asked, 'vatNumber'), evse: asked.evseId }),
  toAnswer: ({ company }, asked) => withoutAbsent({ ...echoOf(asked), company, status: 'Accepted' as const }),
  otherwise: (asked) => ({ ...echoOf(asked), status: 'Rejected' }),
});

/** A number that is too long to be told again is cut: no number is, so it is rejected in any case. */
const echoOf = (asked: Asked): Pick<Answer, 'vatNumber' | 'evseId'> =>
  withoutAbsent({ vatNumber: textOf(asked, 'vatNumber').slice(0, LONGEST_NUMBER), evseId: asked.evseId });
