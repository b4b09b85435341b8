import { take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const component = { name: 'EVSE', evse: { id: 1 } };
const variable = { name: 'AvailabilityState' };
const schedule = { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] };

describe('messages no service decides on', () => {
  it.each<[string, string, object, object]>([
    [
      'TC_H_07_CSMS a reservation has expired',
      'ReservationStatusUpdate',
      { reservationId: 5, reservationUpdateStatus: 'Expired' },
      {},
    ],
    ['TC_N_25_CSMS a log is uploaded', 'LogStatusNotification', { status: 'Uploaded', requestId: 3 }, {}],
    [
      'TC_H_20_CSMS a reservation is removed',
      'ReservationStatusUpdate',
      { reservationId: 5, reservationUpdateStatus: 'Removed' },
      {},
    ],
    ['TC_O_02_CSMS display messages', 'NotifyDisplayMessages', { requestId: 3, tbc: true }, {}],
    [
      'somebody limits the station',
      'NotifyChargingLimit',
      { chargingLimit: { chargingLimitSource: 'EMS' }, evseId: 1 },
      {},
    ],
    ['the limit is gone', 'ClearedChargingLimit', { chargingLimitSource: 'EMS', evseId: 1 }, {}],
    [
      'TC_K_29_CSMS charging profiles',
      'ReportChargingProfiles',
      {
        requestId: 3,
        chargingLimitSource: 'CSO',
        evseId: 1,
        chargingProfile: [
          {
            id: 1,
            stackLevel: 0,
            chargingProfilePurpose: 'TxDefaultProfile',
            chargingProfileKind: 'Absolute',
            chargingSchedule: [schedule],
          },
        ],
      },
      {},
    ],
    [
      'TC_K_59_CSMS nobody makes schedules for cars yet',
      'NotifyEVChargingNeeds',
      { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'DC' } },
      { status: 'Rejected' },
    ],
    [
      'TC_K_57_CSMS the schedule of a car is received',
      'NotifyEVChargingSchedule',
      { timeBase: AT, evseId: 1, chargingSchedule: schedule },
      { status: 'Accepted' },
    ],
  ])('%s', (_title, action, payload, answer) => {
    expect(take(action, payload)).toEqual({
      remarks: [],
      events: [{ kind: 'station.message.reported', data: { action, payload } }],
      answer,
    });
    const strict = take(action, payload, {}, true);
    expect([strict.fault, strict.remarks]).toEqual([undefined, []]);
  });

  it.each<[string, string, object]>([
    [
      'TC_N_01_CSMS a part of the monitors',
      'NotifyMonitoringReport',
      {
        requestId: 3,
        seqNo: 0,
        generatedAt: AT,
        monitor: [
          {
            component,
            variable,
            variableMonitoring: [{ id: 1, transaction: false, value: 1, type: 'Delta', severity: 5 }],
          },
        ],
      },
    ],
    [
      'TC_N_28_CSMS nothing is known of a customer',
      'NotifyCustomerInformation',
      { data: '', seqNo: 0, generatedAt: AT, requestId: 3 },
    ],
    [
      'TC_N_31_CSMS nothing was known of a customer who is cleared',
      'NotifyCustomerInformation',
      { data: '', seqNo: 0, generatedAt: AT, requestId: 4 },
    ],
    [
      'TC_N_27_CSMS a part of what is known of a customer',
      'NotifyCustomerInformation',
      { data: 'TAG1', seqNo: 0, generatedAt: AT, requestId: 3 },
    ],
  ])('%s has the time it was made', (_title, action, payload) => {
    expect(take(action, payload)).toEqual({
      remarks: [],
      events: [{ kind: 'station.message.reported', stationTime: AT, data: { action, payload } }],
      answer: {},
    });
  });

  it.each([
    ['TC_L_01_CSMS firmware is installed', 'Installed', 'installed'],
    ['TC_L_06_CSMS the signature of firmware is invalid', 'InvalidSignature', 'invalid-signature'],
    ['TC_L_07_CSMS firmware cannot be fetched', 'DownloadFailed', 'download-failed'],
    ['TC_L_08_CSMS firmware cannot be verified', 'InstallVerificationFailed', 'install-verification-failed'],
    ['TC_L_09_CSMS firmware cannot be installed', 'InstallationFailed', 'installation-failed'],
    ['TC_L_13_CSMS firmware waits for its moment', 'InstallScheduled', 'install-scheduled'],
  ])('%s: a status of firmware', (_title, word, status) => {
    const [action, payload] = ['FirmwareStatusNotification', { status: word, requestId: 3 }];
    const events = [{ kind: 'station.firmware-status.reported', data: { status, requestId: 3, action, payload } }];
    expect(take(action, payload)).toEqual({ remarks: [], events, answer: {} });
  });

  it.each<[string, object, object]>([
    [
      'firmware is published',
      { status: 'Published', location: ['http://x/y'], requestId: 3 },
      { status: 'published', requestId: 3, locations: ['http://x/y'] },
    ],
    [
      'its checksum is wrong',
      { status: 'InvalidChecksum', requestId: 3 },
      { status: 'invalid-checksum', requestId: 3 },
    ],
    ['nothing is published', { status: 'Idle' }, { status: 'idle' }],
  ])('%s: a status of a local controller', (_title, payload, about) => {
    const action = 'PublishFirmwareStatusNotification';
    const events = [{ kind: 'station.publication-status.reported', data: { ...about, action, payload } }];
    expect(take(action, payload)).toEqual({ remarks: [], events, answer: {} });
  });

  it('TC_P_03_CSMS takes custom data with them into the log', () => {
    const payload = { status: 'Idle', customData: { vendorId: 'com.example', anything: [null, { deep: true }] } };
    expect(take('FirmwareStatusNotification', payload)).toMatchObject({ remarks: [], events: [{ data: { payload } }] });
    expect(take('FirmwareStatusNotification', { status: 'Idle', customData: { x: 1 } }).remarks).toEqual([
      'custom-data-without-vendor',
    ]);
    expect(take('FirmwareStatusNotification', { status: 'Idle', customData: 'x' }).events[0]?.data).toEqual({
      status: 'idle',
      action: 'FirmwareStatusNotification',
      payload: { status: 'Idle' },
    });
  });
});
