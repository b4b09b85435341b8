import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { PRIORITIES, STATES } from '../displays';

/** OCPP 2.0.1 O03, O04. Accepted: NotifyDisplayMessages that name `requestId` follow; rejected: there are none. */
export const getDisplayMessages: CommandRow<'get-display-messages'> = {
  toCall: ({ requestId, messageIds, priority, state }) => ({
    action: 'GetDisplayMessages',
    payload: withoutAbsent({
      requestId,
      id: messageIds,
      priority: priority && PRIORITIES[priority],
      state: state && STATES[state],
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
