import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import type { RequestOf, ResponseOf } from '../actions';
import { toIdTagInfo, toToken } from '../id-tag-info';

/** OCPP 1.6 4.1: a card is shown; may it charge? */
export const authorize: IncomingRow<RequestOf<'Authorize'>, ResponseOf<'Authorize'>> = {
  nature: 'query',
  toQuestion({ idTag }) {
    const token = toToken(idTag);
    return token === undefined ? undefined : { ask: 'authorize', request: { token, purpose: 'authorize' } };
  },
  toReport({ idTag }, context, { authorization }) {
    const token = toToken(idTag);
    if (token === undefined || !authorization) return { events: [] };
    const data = { token, tokenType: 'rfid' as const, verdict: authorization };
    return { events: [{ kind: 'station.token.presented', ...headerOf(context), data }] };
  },
  toAnswer: (_request, { authorization }) => ({ idTagInfo: toIdTagInfo(authorization) }),
};
