import { amount, anything, type Check, flag, list, oneOf, text, time, whole } from '../shape';
import { empty, idTokenOf, type Measures, object } from './answers';

const evse = object({ id: whole(0) }, { connectorId: whole(1) });
const component = object({ name: text(50) }, { instance: text(50), evse });
const variable = object({ name: text(50) }, { instance: text(50) });
const attributeType = oneOf('Actual', 'Target', 'MinSet', 'MaxSet');
const rateUnit = oneOf('W', 'A');
const transactionId = text(36, 1);
const requestId = whole(0);

/** Where the calls of 2.0.1 and 2.1 differ. */
export interface CallMeasures extends Measures {
  /** Longest value of a variable. */
  value: number;
  resets: readonly string[];
  triggers: readonly string[];
  monitors: readonly string[];
  messageStates: readonly string[];
  ocppVersions: readonly string[];
  purposes: readonly string[];
  profileKinds: readonly string[];
  /** A limit of a charging schedule. */
  limit: Check;
  /** Members 2.1 adds, which this station reads over. */
  moreOf: {
    profile: readonly string[];
    schedule: readonly string[];
    period: readonly string[];
    trigger: readonly string[];
  };
}

const readOver = (names: readonly string[]): Record<string, Check> =>
  Object.fromEntries(names.map((name) => [name, anything]));

function profileOf({ limit, purposes, profileKinds, moreOf }: CallMeasures): Check {
  const period = object(
    { startPeriod: whole(0), limit },
    { numberPhases: whole(1, 3), phaseToUse: whole(1, 3), ...readOver(moreOf.period) },
  );
  const schedule = object(
    { id: whole(), chargingRateUnit: rateUnit, chargingSchedulePeriod: list(period, 1, 1_024) },
    {
      startSchedule: time,
      duration: whole(0),
      minChargingRate: limit,
      salesTariff: anything,
      ...readOver(moreOf.schedule),
    },
  );
  return object(
    {
      id: whole(),
      stackLevel: whole(0),
      chargingProfilePurpose: oneOf(...purposes),
      chargingProfileKind: oneOf(...profileKinds),
      chargingSchedule: list(schedule, 1, 3),
    },
    {
      recurrencyKind: oneOf('Daily', 'Weekly'),
      validFrom: time,
      validTo: time,
      transactionId: text(36),
      ...readOver(moreOf.profile),
    },
  );
}

/** Monitors, displays, customers and networks. */
function careCallsOf(measures: CallMeasures): Record<string, Check> {
  const { monitors, messageStates, ocppVersions, message, formats } = measures;
  const priority = oneOf('AlwaysFront', 'InFront', 'NormalCycle');
  const state = oneOf(...messageStates);
  const content = object({ format: oneOf(...formats), content: text(message) }, { language: text(8) });
  const criteria = oneOf('ThresholdMonitoring', 'DeltaMonitoring', 'PeriodicMonitoring');
  return {
    ClearDisplayMessage: object({ id: whole(0) }),
    ClearVariableMonitoring: object({ id: list(whole(0), 1) }),
    CustomerInformation: object(
      { requestId, report: flag, clear: flag },
      { idToken: idTokenOf(measures), customerIdentifier: text(64), customerCertificate: anything },
    ),
    GetDisplayMessages: object({ requestId }, { id: list(whole(0), 1), priority, state }),
    GetMonitoringReport: object(
      { requestId },
      {
        monitoringCriteria: list(criteria, 1, 3),
        componentVariable: list(object({ component }, { variable }), 1),
      },
    ),
    SetDisplayMessage: object({
      message: object(
        { id: whole(0), priority, message: content },
        { display: component, state, startDateTime: time, endDateTime: time, transactionId: text(36) },
      ),
    }),
    SetMonitoringBase: object({ monitoringBase: oneOf('All', 'FactoryDefault', 'HardWiredOnly') }),
    SetMonitoringLevel: object({ severity: whole(0, 9) }),
    SetNetworkProfile: object({
      configurationSlot: whole(0),
      connectionData: object(
        {
          ocppVersion: oneOf(...ocppVersions),
          ocppTransport: oneOf('JSON', 'SOAP'),
          ocppCsmsUrl: text(2_000, 1),
          messageTimeout: whole(1),
          securityProfile: whole(0, 3),
          ocppInterface: text(20, 1),
        },
        { apn: anything, vpn: anything, identity: text(48), basicAuthPassword: text(64) },
      ),
    }),
    SetVariableMonitoring: object({
      setMonitoringData: list(
        object(
          { value: amount, type: oneOf(...monitors), severity: whole(0, 9), component, variable },
          { id: whole(0), transaction: flag, periodicEventStream: anything },
        ),
        1,
      ),
    }),
  };
}

/** The calls of a CSMS that this station implements, in its own words as the answers are. */
export function callsOf(measures: CallMeasures): Record<string, Check> {
  const { value, resets, triggers, purposes, moreOf } = measures;
  const idToken = idTokenOf(measures);
  const profile = profileOf(measures);
  const chargingProfilePurpose = oneOf(...purposes);
  return {
    ...careCallsOf(measures),
    ChangeAvailability: object({ operationalStatus: oneOf('Inoperative', 'Operative') }, { evse }),
    ClearCache: empty,
    ClearChargingProfile: object(
      {},
      {
        chargingProfileId: whole(),
        chargingProfileCriteria: object({}, { evseId: whole(0), chargingProfilePurpose, stackLevel: whole(0) }),
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
    PublishFirmware: object(
      { location: text(512, 1), checksum: text(32, 1), requestId: whole() },
      { retries: whole(0), retryInterval: whole(0) },
    ),
    RequestStartTransaction: object(
      { idToken, remoteStartId: whole() },
      { evseId: whole(1), groupIdToken: idToken, chargingProfile: profile },
    ),
    RequestStopTransaction: object({ transactionId }),
    Reset: object({ type: oneOf(...resets) }, { evseId: whole(0) }),
    SetChargingProfile: object({ evseId: whole(0), chargingProfile: profile }),
    SetVariables: object({
      setVariableData: list(object({ component, variable, attributeValue: text(value) }, { attributeType }), 1),
    }),
    TriggerMessage: object({ requestedMessage: oneOf(...triggers) }, { evse, ...readOver(moreOf.trigger) }),
    UnpublishFirmware: object({ checksum: text(32, 1) }),
    UpdateFirmware: object(
      {
        requestId: whole(),
        firmware: object(
          { location: text(512, 1), retrieveDateTime: time },
          { installDateTime: time, signingCertificate: text(5_500, 1), signature: text(800, 1) },
        ),
      },
      { retries: whole(0), retryInterval: whole(0) },
    ),
    UnlockConnector: object({ evseId: whole(0), connectorId: whole(0) }),
  };
}
