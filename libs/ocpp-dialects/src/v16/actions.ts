import type { OCPP16 } from 'typed-ocpp';

/** Every action of OCPP 1.6 with its security extension: the request by its name. */
type Requests = { [C in OCPP16.Call as `${C[2]}`]: C[3] };
type Responses = { [C in OCPP16.Call as `${C[2]}`]: OCPP16.CheckedCallResult<C>[2] };

export type V16Action = keyof Requests;
export type RequestOf<A extends V16Action> = Requests[A];
export type ResponseOf<A extends V16Action> = Responses[A];

/** What a station may send (OCPP 1.6 chapter 4; security whitepaper). */
export type StationAction = Extract<
  V16Action,
  | 'Authorize'
  | 'BootNotification'
  | 'DataTransfer'
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'Heartbeat'
  | 'LogStatusNotification'
  | 'MeterValues'
  | 'SecurityEventNotification'
  | 'SignCertificate'
  | 'SignedFirmwareStatusNotification'
  | 'StartTransaction'
  | 'StatusNotification'
  | 'StopTransaction'
>;
/** What we may send (OCPP 1.6 chapter 5; security whitepaper): all the others, and DataTransfer, which goes both ways. */
export type CsmsAction = Exclude<V16Action, StationAction> | 'DataTransfer';
