import type { OCPP21 } from 'typed-ocpp';
import type { StationAction as StationAction201 } from '../v201/actions';

/** Every action of OCPP 2.1: the request by its name. */
type Requests = { [C in OCPP21.Call as `${C[2]}`]: C[3] };
type Responses = { [R in OCPP21.Call as `${R[2]}`]: OCPP21.CheckedCallResult<R>[2] };

export type V21Action = keyof Requests;
export type RequestOf<A extends V21Action> = Requests[A];
/** What is answered; to NotifyPeriodicEventStream nothing is. */
export type ResponseOf<A extends V21Action> = A extends 'NotifyPeriodicEventStream' ? object : Responses[A];

/** What a station may send: as in 2.0.1, and the twelve that 2.1 has added. */
export type StationAction = Extract<
  V21Action,
  | StationAction201
  | 'BatterySwap'
  | 'ClosePeriodicEventStream'
  | 'GetCertificateChainStatus'
  | 'NotifyDERAlarm'
  | 'NotifyDERStartStop'
  | 'NotifyPeriodicEventStream'
  | 'NotifyPriorityCharging'
  | 'NotifySettlement'
  | 'OpenPeriodicEventStream'
  | 'PullDynamicScheduleUpdate'
  | 'ReportDERControl'
  | 'VatNumberValidation'
>;
/** What we may send: all the others, and DataTransfer, which goes both ways. */
export type CsmsAction = Exclude<V21Action, StationAction> | 'DataTransfer';
