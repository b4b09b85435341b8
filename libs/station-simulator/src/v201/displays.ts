import type { Command } from '../call-desk';
import type { Reply } from '../rig';
import type { Parts } from './parts';

interface Message {
  id: number;
  priority: string;
  state?: string;
}

/** A display that keeps its messages, and what the station knows of customers: nothing. */
export function displayCommands({ rig }: Parts): Record<string, Command> {
  const messages = new Map<number, Message>();

  return {
    SetDisplayMessage: ({ message }) => {
      const shown = message as Message;
      messages.set(shown.id, shown);
      return { answer: { status: 'Accepted' } };
    },

    ClearDisplayMessage: ({ id }) => ({ answer: { status: messages.delete(Number(id)) ? 'Accepted' : 'Unknown' } }),

    GetDisplayMessages: ({ requestId, id, priority, state }): Reply => {
      const messageInfo = [...messages.values()].filter(
        (one) =>
          (id === undefined || (id as number[]).includes(one.id)) &&
          (priority === undefined || one.priority === priority) &&
          (state === undefined || one.state === state),
      );
      if (messageInfo.length === 0) return { answer: { status: 'Unknown' } };
      const then = (): void => void rig.lane.call('NotifyDisplayMessages', { requestId, tbc: false, messageInfo });
      return { answer: { status: 'Accepted' }, then };
    },

    CustomerInformation: ({ requestId, report, idToken, customerIdentifier, customerCertificate }): Reply => {
      // N09.FR.05: exactly one of them names the customer.
      const names = [idToken, customerIdentifier, customerCertificate].filter((name) => name !== undefined);
      if (names.length !== 1) return { answer: { status: 'Invalid' } };
      if (report !== true) return { answer: { status: 'Accepted' } };
      const told = { requestId, data: '', seqNo: 0, generatedAt: rig.now().toISOString(), tbc: false };
      const then = (): void => void rig.lane.call('NotifyCustomerInformation', told);
      return { answer: { status: 'Accepted' }, then };
    },
  };
}
