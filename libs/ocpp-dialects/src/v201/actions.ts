import type { OCPP20 } from 'typed-ocpp';

/** Every action of OCPP 2.0.1: the request by its name. */
type Requests = { [C in OCPP20.Call as `${C[2]}`]: C[3] };
type Responses = { [C in OCPP20.Call as `${C[2]}`]: OCPP20.CheckedCallResult<C>[2] };

export type V201Action = keyof Requests;
export type RequestOf<A extends V201Action> = Requests[A];
export type ResponseOf<A extends V201Action> = Responses[A];

/** What a station may send (OCPP 2.0.1 part 2, section 1 of each block). */
export type StationAction = Extract<
  V201Action,
  | 'Authorize'
  | 'BootNotification'
  | 'ClearedChargingLimit'
  | 'DataTransfer'
  | 'FirmwareStatusNotification'
  | 'Get15118EVCertificate'
  | 'GetCertificateStatus'
  | 'Heartbeat'
  | 'LogStatusNotification'
  | 'MeterValues'
  | 'NotifyChargingLimit'
  | 'NotifyCustomerInformation'
  | 'NotifyDisplayMessages'
  | 'NotifyEVChargingNeeds'
  | 'NotifyEVChargingSchedule'
  | 'NotifyEvent'
  | 'NotifyMonitoringReport'
  | 'NotifyReport'
  | 'PublishFirmwareStatusNotification'
  | 'ReportChargingProfiles'
  | 'ReservationStatusUpdate'
  | 'SecurityEventNotification'
  | 'SignCertificate'
  | 'StatusNotification'
  | 'TransactionEvent'
>;
/** What we may send: all the others, and DataTransfer, which goes both ways. */
export type CsmsAction = Exclude<V201Action, StationAction> | 'DataTransfer';
