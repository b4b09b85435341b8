import type { FirmwareOptions } from './firmware/firmware-update';
import type { ProfileName } from './profiles';

/** What a station speaks. */
export type OcppVersion = '1.6' | '2.0.1' | '2.1';

export interface StationOptions {
  /** The CSMS' endpoint without the station's id, e.g. `ws://localhost:9000/ocpp`. */
  url: string;
  id: string;
  /** Basic auth (security profile 1): text, or the bytes of a 1.6 AuthorizationKey. */
  password?: string | Buffer;
  /** Default 1.6. */
  version?: OcppVersion;
  /** The kind of station it is; most kinds speak 1.6 alone. Default `generic`. */
  profile?: ProfileName;
  /** Default 1. In 2.x each is an EVSE of its own, with one connector. */
  connectors?: number;
  /** Tokens that are presented here when nobody names one. */
  tokens?: string[];
  /**
   * How many simulated seconds a real second is for the cars: energy, batteries and the sample interval. Timestamps,
   * heartbeats and retries stay in real time, so that a fast station has no wrong clock. Default 1.
   */
  speed?: number;
  /** Of each connector. Default 22,000, or as the profile has it. */
  maxPowerW?: number;
  phases?: 1 | 3;
  /** Where every connector's register begins; default: some number. */
  meterStartWh?: number;
  /** Samples carry SoC. Default true, go-e false. */
  reportSoc?: boolean;
  /** Gets a readable line for each thing that happens. */
  log?(line: string): void;
  /**
   * The same seed gives the same station and the same day. Default: some. Only the transaction ids of 2.x are new in each
   * run, since they must never come again.
   */
  seed?: string | number;
  /** An answer is waited for so long. Default 30,000. */
  callTimeoutMs?: number;
  /** 2.x: the type of the tokens that are presented. Default ISO14443. */
  tokenType?: string;
  /** A retried transaction message keeps its message id. Default false. */
  retryWithSameMessageId?: boolean;
  /** Transaction messages kept while nobody answers; above it intermediate samples go. Default 5,000. */
  maxQueued?: number;
  /** First and longest pause before connecting again. Default 1,000 and 60,000. */
  reconnectMinMs?: number;
  reconnectMaxMs?: number;
  /** How long a reboot takes. Default 1,000. */
  rebootMs?: number;
  /** Pause before a BootNotification that got no usable answer is sent again, or the CSMS left it open. Default 10,000. */
  bootRetryMs?: number;
  /** How wrong the clock is until the CSMS tells the time. Default 0. */
  clockErrorMs?: number;
  /**
   * Initial values of what the CSMS can configure: 1.6 keys, e.g. `{ MeterValueSampleInterval: '10' }`, and 2.0.1
   * variables, e.g. `{ 'OCPPCommCtrlr.MessageAttempts[TransactionEvent]': '5' }`. Each version takes its own.
   */
  configuration?: Record<string, string>;
  vendor?: string;
  model?: string;
  firmwareVersion?: string;
  /** How updates of its firmware go; by default they succeed. */
  firmware?: FirmwareOptions;
  /** 2.x: it hands out firmware to stations behind it (L03, L04). Default: it knows no such calls. */
  localController?: boolean;
  /**
   * As go-e: charging starts as soon as a car is there, with this id, without a card. 2.0.1: an idToken of type Local;
   * the empty text is the start button (NoAuthorization).
   */
  dummyToken?: string;
  /** As seen in the field: RemoteStartTransaction is Accepted and nothing follows. */
  ignoreRemoteStart?: boolean;
}
