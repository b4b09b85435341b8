import type { Payload } from '../call-lane';
import type { Rig } from '../rig';
import type { TransactionQueue } from '../transaction-queue';
import type { Evse, Transaction } from './evse';
import type { IdToken, IdTokenInfo } from './id-token';
import type { MeterValue } from './samples';

export type EventType = 'Started' | 'Updated' | 'Ended';

/** What one event has to tell beyond what the EVSE shows. */
export interface Told {
  now?: Date;
  /** The token that stops; the one that starts is told by itself. */
  stopToken?: IdToken;
  stoppedReason?: string;
  meterValue?: MeterValue[];
  /** May be discarded when too many wait. */
  intermediate?: boolean;
}

export interface TransactionEventsOptions {
  rig: Rig;
  queue: TransactionQueue;
  /** 2.1: every answer may say what it costs so far; 2.0.1: the answer to Ended alone. */
  costInEveryAnswer: boolean;
  /** The CSMS answered an event: with its word to the token where it gave one. */
  answered(evse: Evse, transaction: Transaction, info: IdTokenInfo | undefined, startToken?: IdToken): void;
  /** Nobody answered the event that carried the token. */
  unanswered(evse: Evse, transaction: Transaction): void;
}

/** Writes TransactionEvents: numbered without gaps, sealed when they happen, queued until they are answered. */
export class TransactionEvents {
  constructor(private readonly o: TransactionEventsOptions) {}

  tell(evse: Evse, transaction: Transaction, eventType: EventType, triggerReason: string, told: Told = {}): void {
    const { rig, queue } = this.o;
    const { entry } = transaction;
    const startToken = takeStartToken(evse);
    const idToken = startToken?.token ?? told.stopToken;
    const tellsEvse = transaction.evseKnown && !transaction.evseTold;
    const { chargingState } = evse;
    const changed = transaction.chargingState !== chargingState;
    const payload = {
      eventType,
      timestamp: (told.now ?? rig.now()).toISOString(),
      triggerReason,
      seqNo: transaction.seqNo,
      ...(rig.link.connected ? {} : { offline: true }),
      transactionInfo: {
        transactionId: transaction.id,
        ...(changed ? { chargingState } : {}),
        ...(told.stoppedReason === undefined ? {} : { stoppedReason: told.stoppedReason }),
        ...(startToken?.remoteStartId === undefined ? {} : { remoteStartId: startToken.remoteStartId }),
      },
      ...(tellsEvse ? { evse: { id: evse.id, connectorId: evse.connectorId } } : {}),
      ...(idToken === undefined ? {} : { idToken }),
      ...(told.meterValue && told.meterValue.length > 0 ? { meterValue: told.meterValue } : {}),
    };
    transaction.seqNo += 1;
    transaction.chargingState = chargingState;
    transaction.evseTold ||= tellsEvse;
    queue.push({
      action: 'TransactionEvent',
      transactionId: transaction.id,
      intermediate: told.intermediate ?? false,
      payload: () => payload,
      acknowledged: (answer) => {
        if (eventType === 'Started') entry.acknowledged.start = true;
        else if (eventType === 'Ended') entry.acknowledged.stop = true;
        else entry.meterValuesAcknowledged += 1;
        this.checkAnswer(eventType, idToken, answer);
        if (typeof answer['totalCost'] === 'number') entry.totalCost = answer['totalCost'];
        this.o.answered(evse, transaction, answer['idTokenInfo'] as IdTokenInfo | undefined, startToken?.token);
      },
      givenUp: () => {
        entry.givenUp += 1;
      },
      unanswered: () => {
        if (startToken) this.o.unanswered(evse, transaction);
      },
    });
  }

  /** What an answer's shape does not show, because it depends on the event. */
  private checkAnswer(eventType: EventType, idToken: IdToken | undefined, answer: Payload): void {
    const fault = (detail: string): void =>
      this.o.rig.fault('invalid-answer', `TransactionEvent: ${detail}`, JSON.stringify(answer));
    // The TransactionEventResponse's own description: idTokenInfo is required where the event had an idToken.
    if (idToken && answer['idTokenInfo'] === undefined) fault('idTokenInfo is missing, and the event had an idToken');
    // The same: in 2.0.1 totalCost only when charging has ended. Running cost goes by CostUpdated.
    const tooEarly = eventType !== 'Ended' && !this.o.costInEveryAnswer;
    if (tooEarly && answer['totalCost'] !== undefined) fault(`totalCost in the answer to ${eventType}`);
  }
}

/** The token and the remoteStartId are told once, by the next event after the authorization (E03.FR.01, F01.FR.25). */
function takeStartToken({ authorized }: Evse): { token: IdToken; remoteStartId: number | undefined } | undefined {
  if (!authorized || authorized.told) return undefined;
  authorized.told = true;
  return { token: authorized.token, remoteStartId: authorized.remoteStartId };
}
