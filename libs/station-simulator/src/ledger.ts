/** One session as the station itself counted it: what the platform's sessions and bills are compared with. */
export interface LedgerEntry {
  /** OCPP 1.6: a number, the CSMS' choice, and null until it was told. OCPP 2.0.1: a text, the station's choice. */
  transactionId: number | string | null;
  /** OCPP 2.0.1: the EVSE's number; each has one connector. */
  connector: number;
  /** As it was presented; empty while a session that began with the cable has none. */
  token: string;
  meterStartWh: number;
  meterStopWh: number | null;
  /** UTC with ms, exactly as sent. */
  startedAt: string;
  stoppedAt: string | null;
  /** OCPP's own word, e.g. `Local`, `EVDisconnected` (2.0.1: stoppedReason). */
  reason: string | null;
  /** What the CSMS said to the token in its answer to the start (2.0.1: to the event with the token); null until then. */
  authorization: string | null;
  /** Answered by a valid CALLRESULT: from then on the CSMS alone remembers it. 2.0.1: its events Started and Ended. */
  acknowledged: { start: boolean; stop: boolean };
  /** MeterValues of this session that were acknowledged; 2.0.1: its events between Started and Ended. */
  meterValuesAcknowledged: number;
  /** What the CSMS last said it costs, tax included (2.0.1: CostUpdated, and the answer to Ended); null until it does. */
  totalCost: number | null;
  /** Messages given up after TransactionMessageAttempts, or discarded because too many waited. */
  givenUp: number;
}

/** An entry as it is when a session begins. */
export const newEntry = (
  begun: Pick<LedgerEntry, 'connector' | 'token' | 'meterStartWh' | 'startedAt'> & { transactionId?: string },
): LedgerEntry => ({
  transactionId: null,
  ...begun,
  meterStopWh: null,
  stoppedAt: null,
  reason: null,
  authorization: null,
  acknowledged: { start: false, stop: false },
  meterValuesAcknowledged: 0,
  totalCost: null,
  givenUp: 0,
});

/** What a station saw on its wire since it was made. */
export interface Counters {
  connects: number;
  disconnects: number;
  /** Upgrades the server refused, and connections that failed. */
  refusedConnects: number;
  boots: number;
  callsSent: number;
  answers: number;
  callErrors: number;
  timeouts: number;
  /** Answers that came after their call had timed out. */
  lateAnswers: number;
  /** Transaction messages sent again, for whatever reason. */
  retries: number;
  commands: number;
}

export const noCounts = (): Counters => ({
  connects: 0,
  disconnects: 0,
  refusedConnects: 0,
  boots: 0,
  callsSent: 0,
  answers: 0,
  callErrors: 0,
  timeouts: 0,
  lateAnswers: 0,
  retries: 0,
  commands: 0,
});

/** Something the CSMS sent that OCPP does not allow. */
export interface Fault {
  kind:
    | 'not-json'
    | 'malformed-frame'
    | 'unknown-message-type'
    | 'answer-without-call'
    | 'repeated-message-id'
    | 'invalid-answer'
    | 'invalid-call'
    | 'invalid-error'
    | 'unexpected-call'
    | 'wrong-subprotocol';
  detail: string;
  text: string;
}
