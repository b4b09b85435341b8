import type {
  AskReply,
  AskRequest,
  AuthorizationVerdict,
  CostDisplay,
  DecidedBy,
  DriverCost,
  EvseMap,
  LinkEvent,
  LinkRef,
  OcppVersion,
  ProviderAskName,
  providerAsks,
  RegistrationStatus,
  StationCommand,
  StationCommandType,
  StationCommandOf,
  TokenType,
} from '@chargebus/contracts';
import type { Tolerance } from './tolerances';

/** Where a message came from; everything a row may use besides the payload. Rows are pure: no clock, no randomness. */
export interface StationContext {
  tenantId: string;
  stationId: string;
  link: LinkRef;
  /** When the gateway received the message: UTC with milliseconds. */
  receivedAt: string;
  /** IANA zone for times without one; UTC where unknown. */
  timeZone?: string | undefined;
  /** Where connectors of a 1.x station are, if not at EVSE n, connector 1. */
  evseMap?: EvseMap | undefined;
}

/** The question a message raises before it can be answered. The gateway asks it and falls back as DESIGN 5 "Verdicts" says. */
export type Question =
  | {
      ask: 'boot';
      request: { vendor?: string; model?: string; serialNumber?: string; firmwareVersion?: string };
    }
  | {
      ask: 'authorize';
      request: {
        token: string;
        tokenType?: TokenType;
        purpose: 'authorize' | 'start' | 'stop';
        evse?: number;
        fingerprint?: string;
      };
    }
  | ProviderQuestion;

type ProviderAsk<K extends ProviderAskName> = (typeof providerAsks)[K];
/** A question of `providerAsks` without the names that the gateway adds. Without an answer the station is told Failed or Rejected. */
export type ProviderQuestion = {
  [K in ProviderAskName]: {
    ask: 'provider';
    about: K;
    request: Omit<AskRequest<ProviderAsk<K>>, 'tenantId' | 'stationId'>;
  };
}[ProviderAskName];
/** What a provider answered; absent where none did. */
export type ProviderReply = { [K in ProviderAskName]: { about: K; reply: AskReply<ProviderAsk<K>> } }[ProviderAskName];

export interface BootVerdict {
  status: RegistrationStatus;
  intervalS: number;
  decidedBy: DecidedBy;
}
export interface Verdicts {
  boot?: BootVerdict;
  /** Of a boot: where the station's connectors are from now on; null: as numbered. Absent: as before. */
  evseMap?: EvseMap | null;
  /** Of a boot: whether it shows costs from now on; null: it does not. Absent: as before. */
  costDisplay?: CostDisplay | null;
  authorization?: AuthorizationVerdict;
  provider?: ProviderReply;
}

/** What a message means for the log. With `messageId` the one event is a record of its own under that `Nats-Msg-Id`. */
export interface Report {
  events: LinkEvent[];
  messageId?: string;
}

/** What is known when the answer is spelled: the verdicts, the time, and the record the report became (of a repeat: the first one). */
export interface AnswerInput extends Verdicts {
  now: string;
  record?: { seq: number; event: LinkEvent };
  /** What the transaction costs by this report; absent where nobody knows in time, which is not the same as free. */
  cost?: DriverCost;
}

/**
 * How the driver learns what a transaction costs by this report: in its answer, or by a `show-cost` after it: of what runs, now and
 * then by the gateway; of what has ended, once, by a command that waits for the station.
 */
export type CostTelling = 'in-answer' | 'running' | 'final';

/**
 * One action a station sends. Rows see payloads that passed the schema (after repairs); they translate, they do not check.
 * `nature` decides how the gateway treats it: `heartbeat` is answered without the log, `transaction` is never refused.
 */
export interface IncomingRow<Req, Res> {
  nature: 'boot' | 'heartbeat' | 'transaction' | 'report' | 'query';
  /** OCPP 2.1 SEND: the version has no answer to it. `toAnswer` is for a station that sends it as a CALL all the same. */
  answered?: false;
  toQuestion?(request: Req, context: StationContext): Question | undefined;
  toReport?(request: Req, context: StationContext, verdicts: Verdicts): Report;
  /** Of a report by which a station that shows costs learns them. */
  tellsCost?(request: Req): CostTelling | undefined;
  toAnswer(request: Req, input: AnswerInput): Res;
}

/** How a call to the station ended, told in the command's words. */
export interface CommandResult {
  status: 'accepted' | 'rejected' | 'failed' | 'unsupported' | 'scheduled';
  response?: unknown;
}

/** One neutral command in this version's words: the call to send, and what its result means. */
export interface CommandRow<T extends StationCommandType> {
  toCall(command: StationCommandOf<T>): { action: string; payload: object } | { unsupported: string };
  toResult(payload: object, command: StationCommandOf<T>): CommandResult;
}
export type CommandTable = { [T in Exclude<StationCommandType, 'ocpp'>]: CommandRow<T> | 'not-supported' };

/** A command in the station's own numbers; `unsupported` where the station has no such place. */
export type Placed = StationCommand[] | { unsupported: string };

export interface CallFault {
  /** The CALLERROR code in this version's spelling. */
  code: string;
  description: string;
  details: object;
}
export type Checked = { ok: true; payload: object; remarks: Tolerance[] } | { ok: false; fault: CallFault };

/** A version of OCPP as the gateway uses it. */
export interface Dialect {
  version: OcppVersion;
  subprotocol: string;
  /** Finds the row of an action a station sent: `not-implemented` is unknown to the version, `not-supported` known but not ours. */
  incoming(action: string): IncomingRow<object, object> | 'not-supported' | 'not-implemented';
  /** Repairs what real stations get wrong (each repair named in `remarks`), then checks the schema. Never mutates `payload`. */
  checkRequest(action: string, payload: unknown, context: StationContext, o: { strict: boolean }): Checked;
  /** Checks a station's answer to our call; a faulty answer is still returned to the caller, with its faults. */
  checkResponse(action: string, payload: unknown): Checked;
  /**
   * Puts a command into the station's own numbers, before it is spelled: 1.x counts connectors and knows no EVSEs. Several, to
   * be sent one after the other, where an EVSE's connectors must be told one by one.
   */
  toOwnNumbers(command: StationCommand, evseMap: EvseMap | undefined): Placed;
  /** Spells a command: a checked call, `unsupported` with the reason, or `invalid` with the schema's faults (raw calls). */
  toCall(
    command: StationCommand,
  ): { ok: true; action: string; payload: object } | { ok: false; status: 'unsupported' | 'invalid'; fault: CallFault };
  /** What the station's result means. */
  toResult(command: StationCommand, payload: object): CommandResult;
}
