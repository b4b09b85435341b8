import { type Command, status } from '../call-desk';
import type { Reply } from '../rig';
import { chargingCommands } from './charging-commands';
import { type ChargingProfile201, fromProfile201 } from './charging-profile-201';
import { deviceModelCommands } from './device-model-commands';
import { updateFirmware } from './firmware-commands';
import { displayCommands } from './displays';
import type { Evse } from './evse';
import type { IdToken } from './id-token';
import { monitorCommands } from './monitor-commands';
import type { NetworkProfile } from './networks';
import { type Parts, rejected } from './parts';
import { trigger } from './trigger';

/** What a 2.0.1 station does when the CSMS calls; one row a call. Payloads were checked before. */
export function commandsOf(o: Parts): Record<string, Command> {
  const { rig, evses, statuses, transactions, visits } = o;
  const runningBy = (transactionId: unknown): Evse | undefined =>
    evses.find(({ transaction }) => transaction?.id === transactionId);

  return {
    ...chargingCommands(o),
    ...deviceModelCommands(o),
    ...monitorCommands(o),
    ...displayCommands(o),
    ...o.controller?.commands(),

    ChangeAvailability: ({ evse: at, operationalStatus }) => {
      const { id, connectorId } = (at ?? { id: 0 }) as { id: number; connectorId?: number };
      const operative = operationalStatus === 'Operative';
      const meant = evses.filter((evse) => id === 0 || evse.id === id);
      if (meant.length === 0 || (connectorId ?? 1) !== 1) return rejected('UnknownEvse');
      const busy = meant.some(({ transaction }) => transaction);
      for (const evse of meant) {
        if (evse.transaction) evse.scheduledOperative = operative;
        else evse.operative = operative;
      }
      return status(busy ? 'Scheduled' : 'Accepted', () => {
        for (const evse of meant) statuses.refresh(evse);
      });
    },

    ClearCache: () => {
      o.authorization.forget();
      return status('Accepted');
    },

    CostUpdated: ({ transactionId, totalCost }) => {
      const running = runningBy(transactionId);
      if (running?.transaction) {
        running.transaction.entry.totalCost = Number(totalCost);
        rig.say(`costs ${Number(totalCost).toFixed(2)} so far`, { connector: running.id });
      }
      return { answer: {} };
    },

    DataTransfer: ({ vendorId, messageId, data }) => {
      if (vendorId !== (rig.options.vendor ?? 'Simulated')) return status('UnknownVendorId');
      if (messageId !== 'Echo') return status('UnknownMessageId');
      return { answer: { status: 'Accepted', ...(data === undefined ? {} : { data }) } };
    },

    GetTransactionStatus: ({ transactionId }) => {
      // E14.FR.06: without an id nothing is said of one transaction.
      if (transactionId === undefined) return { answer: { messagesInQueue: o.queue.waits() } };
      const messagesInQueue = o.queue.waits(String(transactionId));
      return { answer: { ongoingIndicator: runningBy(transactionId) !== undefined, messagesInQueue } };
    },

    SetNetworkProfile: ({ configurationSlot, connectionData }) =>
      o.networks.set(Number(configurationSlot), connectionData as NetworkProfile),

    RequestStartTransaction: ({ idToken, remoteStartId, evseId, groupIdToken, chargingProfile }) => {
      const profile = chargingProfile as ChargingProfile201 | undefined;
      if (profile && (profile.chargingProfilePurpose !== 'TxProfile' || profile.transactionId !== undefined)) {
        // F01.FR.09 and 11.
        const wrong = 'RequestStartTransaction takes a TxProfile without transactionId';
        rig.fault('invalid-call', wrong, JSON.stringify(profile));
        return rejected('InvalidProfile');
      }
      const start = visits.remoteStart({
        token: idToken as IdToken,
        remoteStartId: Number(remoteStartId),
        ...(evseId === undefined ? {} : { evseId: Number(evseId) }),
        ...(groupIdToken === undefined ? {} : { group: (groupIdToken as IdToken).idToken }),
        ...(profile ? { profile: fromProfile201(profile) } : {}),
      });
      if (!start) return rejected('NotEnabled');
      // F02: the cable may have begun it.
      const transactionId = start.evse.transaction?.id;
      return {
        answer: { status: 'Accepted', ...(transactionId === undefined ? {} : { transactionId }) },
        then: () => start.then(),
      };
    },

    RequestStopTransaction: ({ transactionId }) => {
      const evse = runningBy(transactionId);
      if (!evse) return rejected('TxNotFound');
      return status('Accepted', () => {
        if (evse.authorized) visits.deauthorize(evse, 'RemoteStop', 'Remote');
        else transactions.end(evse, 'RemoteStop', 'Remote');
      });
    },

    Reset: ({ type, evseId }) => {
      const evse = evses.find(({ id }) => id === evseId);
      if (evseId !== undefined && evseId !== 0 && !evse) return rejected('UnknownEvse');
      const reset = o.resets.decide(String(type), evse);
      return status(reset.status, () => reset.then());
    },

    TriggerMessage: ({ requestedMessage, evse }): Reply =>
      trigger(o, String(requestedMessage), evse as { id: number; connectorId?: number } | undefined),

    UpdateFirmware: (payload) => updateFirmware(o, payload),

    UnlockConnector: ({ evseId, connectorId }) => {
      const evse = evses.find(({ id }) => id === evseId);
      if (!evse || connectorId !== evse.connectorId) return rejected('UnknownConnectorId', 'UnknownConnector');
      // F05.FR.02: never while somebody charges.
      if (evse.transaction && evse.authorized) return rejected('TxInProgress', 'OngoingAuthorizedTransaction');
      return status('Unlocked');
    },
  };
}
