import type { CallLane, Payload } from './call-lane';
import type { Counters, Fault, LedgerEntry } from './ledger';
import type { Link } from './link';
import type { StationOptions } from './options';
import type { Outlet } from './outlet';
import type { Random } from './random';
import type { TimerWheel } from './timer-wheel';

/** What happened at a station, for people who read along. */
export interface Happening {
  at: Date;
  station: string;
  connector?: number;
  what: string;
  /** Of the session it is about. */
  energyWh?: number;
}

/** The parts of a station that no OCPP version knows of. A version's behaviour works with them. */
export interface Rig {
  readonly options: StationOptions;
  readonly random: Random;
  readonly timers: TimerWheel;
  readonly outlets: readonly Outlet[];
  readonly link: Link;
  readonly lane: CallLane;
  readonly ledger: LedgerEntry[];
  readonly counters: Counters;
  /** The station's own clock: off by `clockErrorMs` until the CSMS has told the time. */
  now(): Date;
  /** Sets the clock by what the CSMS said. */
  setClock(utc: string): void;
  nextMessageId(): string;
  say(what: string, about?: { connector?: number; energyWh?: number }): void;
  fault(kind: Fault['kind'], detail: string, text: string): void;
  /** The CSMS has accepted the station, on this connection. */
  accepted(): void;
  /** Forgets what a reboot forgets, and is back after `rebootMs`. */
  reboot(): void;
}

export type Reply = { answer: object; then?: () => void } | { error: string; description: string };

export type Presented = 'started' | 'stopped' | 'waiting-for-car' | 'refused';

/** One OCPP version's way of being a station. */
export interface Behaviour {
  readonly subprotocol: string;
  /** How this version spells "that is no proper CALL". */
  readonly formationError: string;
  /** How this version answers what is no frame at all, and a frame of an unknown type; undefined if not at all. */
  readonly frameErrors: { unreadable: string; unknownType?: string } | undefined;
  opened(): void;
  closed(): void;
  rebooted(): void;
  /** The shape of an answer to an own call: undefined if it is right, else what is wrong. */
  checkAnswer(action: string, payload: unknown): string | undefined;
  isErrorCode(code: string): boolean;
  /** A call of the CSMS. */
  handle(action: string, payload: Payload): Reply;
  plugged(outlet: Outlet): void;
  unplugged(outlet: Outlet): void;
  present(token: string, connector?: number): Promise<Presented>;
  /** Ends each running session at the station, and begins none until it is switched on again. */
  endSessions(): void;
  /** Accepted and connected. */
  readonly ready: boolean;
  /** Connectors with a session, and the ledger entry of each. */
  running(): { connector: number; entry: LedgerEntry }[];
  /** Resolves when no transaction message waits any more. */
  settled(): Promise<void>;
  switchedOn(): void;
  /** Power is gone: relays open, nothing runs on. What was queued is kept. */
  switchedOff(): void;
  /** The line is free: a transaction message may go. */
  pump(): void;
  breakDown(connector: number, errorCode: string): void;
}
