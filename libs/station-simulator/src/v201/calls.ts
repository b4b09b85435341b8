import { amount, anything, type Check, list, oneOf, tenths, text, time, whole } from '../shape';
import { empty, idToken, object } from './answers';

const evse = object({ id: whole(0) }, { connectorId: whole(1) });
const component = object({ name: text(50) }, { instance: text(50), evse });
const variable = object({ name: text(50) }, { instance: text(50) });
const attributeType = oneOf('Actual', 'Target', 'MinSet', 'MaxSet');
const rateUnit = oneOf('W', 'A');
const purpose = oneOf(
  'ChargingStationExternalConstraints',
  'ChargingStationMaxProfile',
  'TxDefaultProfile',
  'TxProfile',
);
const period = object({ startPeriod: whole(0), limit: tenths }, { numberPhases: whole(1, 3), phaseToUse: whole(1, 3) });
const schedule = object(
  { id: whole(), chargingRateUnit: rateUnit, chargingSchedulePeriod: list(period, 1, 1_024) },
  { startSchedule: time, duration: whole(0), minChargingRate: tenths, salesTariff: anything },
);
const profile = object(
  {
    id: whole(),
    stackLevel: whole(0),
    chargingProfilePurpose: purpose,
    chargingProfileKind: oneOf('Absolute', 'Recurring', 'Relative'),
    chargingSchedule: list(schedule, 1, 3),
  },
  { recurrencyKind: oneOf('Daily', 'Weekly'), validFrom: time, validTo: time, transactionId: text(36) },
);
const transactionId = text(36, 1);
const requestId = whole(0);

/** The calls of a CSMS that this station implements, in its own words as the answers are. */
export const calls: Record<string, Check> = {
  ChangeAvailability: object({ operationalStatus: oneOf('Inoperative', 'Operative') }, { evse }),
  ClearCache: empty,
  ClearChargingProfile: object(
    {},
    {
      chargingProfileId: whole(),
      chargingProfileCriteria: object({}, { evseId: whole(0), chargingProfilePurpose: purpose, stackLevel: whole(0) }),
    },
  ),
  CostUpdated: object({ totalCost: amount, transactionId }),
  DataTransfer: object({ vendorId: text(255) }, { messageId: text(50), data: anything }),
  GetBaseReport: object({
    requestId,
    reportBase: oneOf('ConfigurationInventory', 'FullInventory', 'SummaryInventory'),
  }),
  GetCompositeSchedule: object({ duration: whole(0), evseId: whole(0) }, { chargingRateUnit: rateUnit }),
  GetReport: object(
    { requestId },
    {
      componentCriteria: list(oneOf('Active', 'Available', 'Enabled', 'Problem'), 1, 4),
      componentVariable: list(object({ component }, { variable }), 1),
    },
  ),
  GetTransactionStatus: object({}, { transactionId }),
  GetVariables: object({ getVariableData: list(object({ component, variable }, { attributeType }), 1) }),
  RequestStartTransaction: object(
    { idToken, remoteStartId: whole() },
    { evseId: whole(1), groupIdToken: idToken, chargingProfile: profile },
  ),
  RequestStopTransaction: object({ transactionId }),
  Reset: object({ type: oneOf('Immediate', 'OnIdle') }, { evseId: whole(0) }),
  SetChargingProfile: object({ evseId: whole(0), chargingProfile: profile }),
  SetVariables: object({
    setVariableData: list(object({ component, variable, attributeValue: text(1_000) }, { attributeType }), 1),
  }),
  TriggerMessage: object(
    {
      requestedMessage: oneOf(
        'BootNotification',
        'FirmwareStatusNotification',
        'Heartbeat',
        'LogStatusNotification',
        'MeterValues',
        'PublishFirmwareStatusNotification',
        'SignChargingStationCertificate',
        'SignCombinedCertificate',
        'SignV2GCertificate',
        'StatusNotification',
        'TransactionEvent',
      ),
    },
    { evse },
  ),
  UnlockConnector: object({ evseId: whole(0), connectorId: whole(0) }),
};

/** What a CSMS may call and this station does not do: NotSupported, where an unknown call is NotImplemented. */
export const unsupported: ReadonlySet<string> = new Set([
  'CancelReservation',
  'CertificateSigned',
  'ClearDisplayMessage',
  'ClearVariableMonitoring',
  'CustomerInformation',
  'DeleteCertificate',
  'GetChargingProfiles',
  'GetDisplayMessages',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetLog',
  'GetMonitoringReport',
  'InstallCertificate',
  'PublishFirmware',
  'ReserveNow',
  'SendLocalList',
  'SetDisplayMessage',
  'SetMonitoringBase',
  'SetMonitoringLevel',
  'SetNetworkProfile',
  'SetVariableMonitoring',
  'UnpublishFirmware',
  'UpdateFirmware',
]);
