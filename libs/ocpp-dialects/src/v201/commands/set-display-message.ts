import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { FORMATS, PRIORITIES, STATES } from '../displays';
import { toEvse } from '../places';

/** OCPP 2.0.1 O01, O02, O06. */
export const setDisplayMessage: CommandRow<'set-display-message'> = {
  toCall: ({ messageId, text, format, language, priority, state, startsAt, endsAt, transactionRef, evseId }) => ({
    action: 'SetDisplayMessage',
    payload: {
      message: withoutAbsent({
        id: messageId,
        priority: PRIORITIES[priority],
        state: state && STATES[state],
        startDateTime: startsAt,
        endDateTime: endsAt,
        transactionId: transactionRef,
        display: evseId ? { name: 'Display', evse: toEvse(evseId) } : undefined,
        message: withoutAbsent({ format: FORMATS[format], language, content: text }),
      }),
    },
  }),
  toResult: (payload) => toCommandResult(payload),
};
