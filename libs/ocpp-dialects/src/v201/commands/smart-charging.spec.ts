import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { v201 } from '../index';

describe('smart charging by raw calls of 2.0.1', () => {
  it.each<RawCall>([
    [
      'TC_K_01_CSMS a TxDefaultProfile of one EVSE',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Absolute',
          validFrom: '2025-06-01T10:00:00Z',
          chargingSchedule: [
            {
              id: 1,
              startSchedule: '2025-06-01T10:00:00Z',
              duration: 86400,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_10_CSMS a TxDefaultProfile of all EVSEs',
      'SetChargingProfile',
      {
        evseId: 0,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            {
              id: 1,
              startSchedule: '2025-06-01T10:00:00Z',
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_60_CSMS a TxProfile of the transaction that runs',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: [
            {
              id: 1,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
          transactionId: 'tx-1',
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_03_CSMS the maximum of the station',
      'SetChargingProfile',
      {
        evseId: 0,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'ChargingStationMaxProfile',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            {
              id: 1,
              startSchedule: '2025-06-01T10:00:00Z',
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_19_CSMS a profile for every day',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Recurring',
          recurrencyKind: 'Daily',
          chargingSchedule: [
            {
              id: 1,
              startSchedule: '2025-06-01T10:00:00Z',
              duration: 28800,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_15_CSMS a profile that is not supported',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            {
              id: 1,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Rejected', statusInfo: { reasonCode: 'UnsupportedParam' } },
      'rejected',
    ],
    [
      'TC_K_04_CSMS a profile in place of that with its id',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          stackLevel: 2,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            {
              id: 1,
              startSchedule: '2025-06-01T10:00:00Z',
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_70_CSMS a second profile above the first',
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 8,
          stackLevel: 2,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            {
              id: 1,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_37_CSMS a remote start with its profile',
      'RequestStartTransaction',
      {
        evseId: 1,
        idToken: { idToken: 'TAG1', type: 'ISO14443' },
        remoteStartId: 9,
        chargingProfile: {
          id: 7,
          stackLevel: 1,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: [
            {
              id: 1,
              chargingRateUnit: 'A',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.5, numberPhases: 3 },
              ],
            },
          ],
        },
      },
      { status: 'Accepted', transactionId: 'tx-2' },
      'accepted',
    ],
    [
      'TC_K_43_CSMS the composite schedule of one EVSE',
      'GetCompositeSchedule',
      { duration: 300, chargingRateUnit: 'W', evseId: 1 },
      {
        status: 'Accepted',
        schedule: {
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 11000 }],
          evseId: 1,
          duration: 300,
          scheduleStart: '2025-06-01T10:00:00Z',
          chargingRateUnit: 'W',
        },
      },
      'accepted',
    ],
    [
      'TC_K_44_CSMS the composite schedule of the station',
      'GetCompositeSchedule',
      { duration: 300, evseId: 0 },
      { status: 'Rejected' },
      'rejected',
    ],
    [
      'TC_K_29_CSMS the profiles of the station itself',
      'GetChargingProfiles',
      { requestId: 3, evseId: 0, chargingProfile: {} },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_30_CSMS the profiles of one EVSE',
      'GetChargingProfiles',
      { requestId: 3, evseId: 1, chargingProfile: {} },
      { status: 'NoProfiles' },
      'rejected',
    ],
    [
      'TC_K_31_CSMS all profiles',
      'GetChargingProfiles',
      { requestId: 3, chargingProfile: {} },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_32_CSMS a profile by its id',
      'GetChargingProfiles',
      { requestId: 3, chargingProfile: { chargingProfileId: [7] } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_33_CSMS the profiles of one EVSE at a stack level',
      'GetChargingProfiles',
      { requestId: 3, evseId: 1, chargingProfile: { stackLevel: 1 } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_34_CSMS the profiles of one EVSE by who set them',
      'GetChargingProfiles',
      { requestId: 3, evseId: 1, chargingProfile: { chargingLimitSource: ['EMS'] } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_35_CSMS the profiles of one EVSE by purpose',
      'GetChargingProfiles',
      { requestId: 3, evseId: 1, chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_36_CSMS the profiles of one EVSE by purpose and stack level',
      'GetChargingProfiles',
      { requestId: 3, evseId: 1, chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_05_CSMS clear a profile by its id',
      'ClearChargingProfile',
      { chargingProfileId: 7 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_06_CSMS clear profiles by purpose and stack level',
      'ClearChargingProfile',
      { chargingProfileCriteria: { evseId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_K_08_CSMS clear a profile where there is none',
      'ClearChargingProfile',
      { chargingProfileId: 7 },
      { status: 'Unknown' },
      'rejected',
    ],
  ])('%s', rawCaller(v201));
});
