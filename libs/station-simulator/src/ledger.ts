/** One session as the station itself counted it: what the platform's sessions and bills are compared with. */
export interface LedgerEntry {
  /** As the CSMS named it; null until it has. */
  transactionId: number | null;
  connector: number;
  token: string;
  meterStartWh: number;
  meterStopWh: number | null;
  /** UTC with ms, exactly as sent. */
  startedAt: string;
  stoppedAt: string | null;
  /** OCPP's own word, e.g. `Local`, `EVDisconnected`. */
  reason: string | null;
  /** What the CSMS said to the token in its answer to the start; null until then. */
  authorization: string | null;
  /** Answered by a valid CALLRESULT: from then on the CSMS alone remembers it. */
  acknowledged: { start: boolean; stop: boolean };
  /** MeterValues of this session that were acknowledged. */
  meterValuesAcknowledged: number;
  /** Messages given up after TransactionMessageAttempts, or discarded because too many waited. */
  givenUp: number;
}

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
