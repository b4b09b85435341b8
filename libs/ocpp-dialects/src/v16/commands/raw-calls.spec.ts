import { outgoing, v16 } from '../index';
import { v16Schemas } from '../schemas';

const AT = '2025-06-01T10:00:00Z';
const call = (action: string, payload: object) => v16.toCall({ type: 'ocpp', action, payload: { ...payload } });
/** Keys in the order they go out in; `undefined` where they do not. */
const textOf = (action: string, payload: object): string | undefined => {
  const spelled = call(action, payload);
  return spelled.ok ? JSON.stringify(spelled.payload) : undefined;
};
const hash = { serialNumber: '1', issuerKeyHash: 'k', issuerNameHash: 'n', hashAlgorithm: 'SHA256' };
const period = { limit: 16.1, startPeriod: 0 };
const profile = (purpose: string, more: object = {}) => ({
  chargingSchedule: { chargingSchedulePeriod: [period], chargingRateUnit: 'A' },
  chargingProfileKind: 'Relative',
  chargingProfilePurpose: purpose,
  stackLevel: 1,
  chargingProfileId: 7,
  ...more,
});
const PROFILE_TEXT = (purpose: string, transaction = ''): string =>
  `{"chargingProfileId":7,${transaction}"stackLevel":1,"chargingProfilePurpose":"${purpose}","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.1}]}}`;

/** Every action we may send: a call whose keys stand the wrong way round, and how it goes out. */
const CALLS: [title: string, action: keyof typeof outgoing, payload: object, text: string][] = [
  ['TC_051_CSMS a reservation is cancelled', 'CancelReservation', { reservationId: 3 }, '{"reservationId":3}'],
  ['TC_074_CSMS a signed certificate', 'CertificateSigned', { certificateChain: 'PEM' }, '{"certificateChain":"PEM"}'],
  [
    'a connector out of service',
    'ChangeAvailability',
    { type: 'Inoperative', connectorId: 1 },
    '{"connectorId":1,"type":"Inoperative"}',
  ],
  [
    'TC_073_CSMS a new password',
    'ChangeConfiguration',
    { value: '00ff00ff00ff00ff00ff00ff00ff00ff', key: 'AuthorizationKey' },
    '{"key":"AuthorizationKey","value":"00ff00ff00ff00ff00ff00ff00ff00ff"}',
  ],
  [
    'TC_083_CSMS a higher security profile',
    'ChangeConfiguration',
    { value: '2', key: 'SecurityProfile' },
    '{"key":"SecurityProfile","value":"2"}',
  ],
  ['TC_061_CSMS the cache', 'ClearCache', {}, '{}'],
  [
    'TC_067_CSMS profiles of a purpose',
    'ClearChargingProfile',
    { stackLevel: 1, chargingProfilePurpose: 'TxProfile', connectorId: 1 },
    '{"connectorId":1,"chargingProfilePurpose":"TxProfile","stackLevel":1}',
  ],
  ['a vendor', 'DataTransfer', { data: 'd', vendorId: 'v' }, '{"vendorId":"v","data":"d"}'],
  [
    'TC_076_CSMS a certificate is deleted',
    'DeleteCertificate',
    { certificateHashData: hash },
    '{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"n","issuerKeyHash":"k","serialNumber":"1"}}',
  ],
  [
    'TC_074_CSMS a request for a certificate',
    'ExtendedTriggerMessage',
    { connectorId: 1, requestedMessage: 'SignChargePointCertificate' },
    '{"requestedMessage":"SignChargePointCertificate","connectorId":1}',
  ],
  [
    'TC_066_CSMS the composite schedule',
    'GetCompositeSchedule',
    { chargingRateUnit: 'W', duration: 300, connectorId: 1 },
    '{"connectorId":1,"duration":300,"chargingRateUnit":"W"}',
  ],
  ['TC_019_2_CSMS one key', 'GetConfiguration', { key: ['A'] }, '{"key":["A"]}'],
  [
    'TC_045_1_CSMS diagnostics',
    'GetDiagnostics',
    { retries: 1, stopTime: AT, location: 'https://x.example/d', startTime: AT },
    `{"location":"https://x.example/d","retries":1,"startTime":"${AT}","stopTime":"${AT}"}`,
  ],
  [
    'TC_075_1_CSMS the certificates of the manufacturer',
    'GetInstalledCertificateIds',
    { certificateType: 'ManufacturerRootCertificate' },
    '{"certificateType":"ManufacturerRootCertificate"}',
  ],
  ['TC_042_1_CSMS the version of the list', 'GetLocalListVersion', {}, '{}'],
  [
    'TC_079_CSMS the security log',
    'GetLog',
    { requestId: 4, logType: 'SecurityLog', log: { latestTimestamp: AT, remoteLocation: 'https://x.example/l' } },
    `{"log":{"remoteLocation":"https://x.example/l","latestTimestamp":"${AT}"},"logType":"SecurityLog","requestId":4}`,
  ],
  [
    'TC_075_1_CSMS a root certificate of the manufacturer',
    'InstallCertificate',
    { certificate: 'PEM', certificateType: 'ManufacturerRootCertificate' },
    '{"certificateType":"ManufacturerRootCertificate","certificate":"PEM"}',
  ],
  [
    'TC_075_2_CSMS a root certificate of the central system',
    'InstallCertificate',
    { certificate: 'PEM', certificateType: 'CentralSystemRootCertificate' },
    '{"certificateType":"CentralSystemRootCertificate","certificate":"PEM"}',
  ],
  [
    'TC_059_CSMS a remote start with a profile',
    'RemoteStartTransaction',
    { chargingProfile: profile('TxProfile'), idTag: 'T', connectorId: 1 },
    `{"connectorId":1,"idTag":"T","chargingProfile":${PROFILE_TEXT('TxProfile')}}`,
  ],
  ['TC_012_CSMS a remote stop', 'RemoteStopTransaction', { transactionId: 5 }, '{"transactionId":5}'],
  [
    'TC_046_CSMS a reservation',
    'ReserveNow',
    { reservationId: 3, idTag: 'T', expiryDate: AT, connectorId: 1 },
    `{"connectorId":1,"expiryDate":"${AT}","idTag":"T","reservationId":3}`,
  ],
  [
    'TC_049_CSMS a reservation of whatever is free',
    'ReserveNow',
    { reservationId: 3, idTag: 'T', expiryDate: AT, connectorId: 0 },
    `{"connectorId":0,"expiryDate":"${AT}","idTag":"T","reservationId":3}`,
  ],
  [
    'TC_053_CSMS a reservation for a group',
    'ReserveNow',
    { reservationId: 3, parentIdTag: 'G', idTag: 'T', expiryDate: AT, connectorId: 1 },
    `{"connectorId":1,"expiryDate":"${AT}","idTag":"T","parentIdTag":"G","reservationId":3}`,
  ],
  ['TC_013_CSMS a hard reset', 'Reset', { type: 'Hard' }, '{"type":"Hard"}'],
  [
    'TC_043_4_CSMS the whole list',
    'SendLocalList',
    {
      updateType: 'Full',
      localAuthorizationList: [{ idTagInfo: { status: 'Accepted', parentIdTag: 'G' }, idTag: 'T' }],
      listVersion: 2,
    },
    '{"listVersion":2,"localAuthorizationList":[{"idTag":"T","idTagInfo":{"parentIdTag":"G","status":"Accepted"}}],"updateType":"Full"}',
  ],
  [
    'TC_043_5_CSMS what changed in the list: a token without its info goes',
    'SendLocalList',
    { updateType: 'Differential', localAuthorizationList: [{ idTag: 'T' }], listVersion: 3 },
    '{"listVersion":3,"localAuthorizationList":[{"idTag":"T"}],"updateType":"Differential"}',
  ],
  [
    'TC_056_CSMS a default profile',
    'SetChargingProfile',
    { csChargingProfiles: profile('TxDefaultProfile'), connectorId: 0 },
    `{"connectorId":0,"csChargingProfiles":${PROFILE_TEXT('TxDefaultProfile')}}`,
  ],
  [
    'TC_057_CSMS a profile of a transaction',
    'SetChargingProfile',
    { csChargingProfiles: profile('TxProfile', { transactionId: 5 }), connectorId: 1 },
    `{"connectorId":1,"csChargingProfiles":${PROFILE_TEXT('TxProfile', '"transactionId":5,')}}`,
  ],
  [
    'TC_080_CSMS signed firmware',
    'SignedUpdateFirmware',
    {
      firmware: { signature: 's', signingCertificate: 'c', retrieveDateTime: AT, location: 'https://x.example/f' },
      requestId: 9,
    },
    `{"requestId":9,"firmware":{"location":"https://x.example/f","retrieveDateTime":"${AT}","signingCertificate":"c","signature":"s"}}`,
  ],
  [
    'TC_054_CSMS a message',
    'TriggerMessage',
    { connectorId: 1, requestedMessage: 'MeterValues' },
    '{"requestedMessage":"MeterValues","connectorId":1}',
  ],
  ['TC_017_1_CSMS the lock', 'UnlockConnector', { connectorId: 1 }, '{"connectorId":1}'],
  [
    'TC_044_1_CSMS firmware',
    'UpdateFirmware',
    { retrieveDate: AT, retries: 2, location: 'https://x.example/f' },
    `{"location":"https://x.example/f","retries":2,"retrieveDate":"${AT}"}`,
  ],
];

describe('raw calls of 1.6', () => {
  it.each(CALLS)('%s: %s goes out with its keys in the order of the schema', (_title, action, payload, text) => {
    expect(textOf(action, payload)).toBe(text);
  });

  it('reach every action we may send', () => {
    expect([...new Set(CALLS.map(([, action]) => action))].sort()).toEqual(Object.keys(outgoing).sort());
  });

  it.each(CALLS)('%s: %s is invalid with a member that 1.6 does not have', (_title, action, payload) => {
    const spelled = call(action, { ...payload, colour: 'red' });
    expect(spelled).toMatchObject({ ok: false, status: 'invalid', fault: { code: 'FormationViolation' } });
    expect(spelled.ok ? undefined : spelled.fault.details).toMatchObject({ faults: [{ path: '$.colour' }] });
  });

  it('are invalid without what 1.6 requires, each missing member named', () => {
    for (const [, action, payload] of CALLS) {
      for (const member of v16Schemas.schema(`${action}Request`).required ?? []) {
        const { [member]: _, ...rest } = payload as Record<string, unknown>;
        expect([action, call(action, rest)]).toMatchObject([
          action,
          { ok: false, status: 'invalid', fault: { code: 'OccurenceConstraintViolation' } },
        ]);
      }
    }
  });
});

describe('results of raw calls', () => {
  it.each<[string, keyof typeof outgoing, object, string]>([
    ['TC_042_2_CSMS the list is empty', 'GetLocalListVersion', { listVersion: 0 }, 'accepted'],
    ['TC_043_1_CSMS no local list there', 'SendLocalList', { status: 'NotSupported' }, 'unsupported'],
    ['TC_043_3_CSMS the list could not be taken', 'SendLocalList', { status: 'Failed' }, 'failed'],
    ['TC_043_4_CSMS the whole list is taken', 'SendLocalList', { status: 'Accepted' }, 'accepted'],
    ['TC_043_5_CSMS the difference is of another version', 'SendLocalList', { status: 'VersionMismatch' }, 'rejected'],
    ['TC_046_CSMS reserved', 'ReserveNow', { status: 'Accepted' }, 'accepted'],
    ['TC_048_1_CSMS a faulted connector', 'ReserveNow', { status: 'Faulted' }, 'rejected'],
    ['TC_048_2_CSMS an occupied connector', 'ReserveNow', { status: 'Occupied' }, 'rejected'],
    ['TC_048_3_CSMS an unavailable connector', 'ReserveNow', { status: 'Unavailable' }, 'rejected'],
    ['TC_048_4_CSMS no reservations here', 'ReserveNow', { status: 'Rejected' }, 'rejected'],
    ['TC_051_CSMS the reservation is gone', 'CancelReservation', { status: 'Accepted' }, 'accepted'],
    ['TC_052_CSMS there is no such reservation', 'CancelReservation', { status: 'Rejected' }, 'rejected'],
    ['TC_056_CSMS the default profile is taken', 'SetChargingProfile', { status: 'Accepted' }, 'accepted'],
    ['no profiles here', 'SetChargingProfile', { status: 'NotSupported' }, 'unsupported'],
    ['TC_066_CSMS a schedule', 'GetCompositeSchedule', { status: 'Accepted', connectorId: 1 }, 'accepted'],
    ['TC_067_CSMS no such profile', 'ClearChargingProfile', { status: 'Unknown' }, 'rejected'],
    ['TC_044_1_CSMS firmware, which has no status', 'UpdateFirmware', {}, 'accepted'],
    ['TC_080_CSMS signed firmware is taken', 'SignedUpdateFirmware', { status: 'Accepted' }, 'accepted'],
    ['another update gives way', 'SignedUpdateFirmware', { status: 'AcceptedCanceled' }, 'accepted'],
    ['the signer is not known', 'SignedUpdateFirmware', { status: 'InvalidCertificate' }, 'rejected'],
    ['the signer is no longer trusted', 'SignedUpdateFirmware', { status: 'RevokedCertificate' }, 'rejected'],
    ['TC_079_CSMS the log comes', 'GetLog', { status: 'Accepted', filename: 'log.txt' }, 'accepted'],
    ['TC_075_1_CSMS installed', 'InstallCertificate', { status: 'Accepted' }, 'accepted'],
    ['TC_075_2_CSMS not installed', 'InstallCertificate', { status: 'Failed' }, 'failed'],
    ['none of that kind', 'GetInstalledCertificateIds', { status: 'NotFound' }, 'rejected'],
    ['TC_076_CSMS deleted', 'DeleteCertificate', { status: 'Accepted' }, 'accepted'],
    ['no such certificate', 'DeleteCertificate', { status: 'NotFound' }, 'rejected'],
    ['TC_074_CSMS the certificate is taken', 'CertificateSigned', { status: 'Accepted' }, 'accepted'],
    ['a message nobody can trigger', 'ExtendedTriggerMessage', { status: 'NotImplemented' }, 'unsupported'],
    ['TC_083_CSMS after a reboot', 'ChangeConfiguration', { status: 'RebootRequired' }, 'accepted'],
  ])('%s: %s %j is %s', (_title, action, payload, status) => {
    expect(v16.toResult({ type: 'ocpp', action, payload: {} }, payload)).toEqual({ status, response: payload });
    expect(v16.checkResponse(action, payload)).toEqual({ ok: true, payload, remarks: [] });
  });
});
