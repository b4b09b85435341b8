import { stationCommand, type StationCommand } from '@chargebus/contracts';
import { v16 } from './v16';
import { v201 } from './v201';
import { v21 } from './v21';

const read = (command: object): StationCommand => stationCommand.parse(command);
const schedule = {
  unit: 'A',
  periods: [
    { startS: 0, limit: 0.1 * 3 * 20 },
    { startS: 60, limit: 16, numberPhases: 3 },
  ],
};
const profile = { id: 9, purpose: 'transaction', stackLevel: 3, transactionRef: '4711', kind: 'relative', schedule };
const set = read({ type: 'set-charging-profile', evseId: 1, profile });
const periods = [
  { startPeriod: 0, limit: 6 },
  { startPeriod: 60, limit: 16, numberPhases: 3 },
];

describe('charging profiles', () => {
  it('TC_057_CSMS: in 1.6 the schedule is one object, and limits have one decimal', () => {
    expect(v16.toCall(set)).toEqual({
      ok: true,
      action: 'SetChargingProfile',
      payload: {
        connectorId: 1,
        csChargingProfiles: {
          chargingProfileId: 9,
          transactionId: 4711,
          stackLevel: 3,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: periods },
        },
      },
    });
    const named = { ...profile, transactionRef: 'tx-1' };
    expect(v16.toCall(read({ type: 'set-charging-profile', evseId: 1, profile: named }))).toMatchObject({
      ok: false,
      status: 'unsupported',
    });
  });

  it.each([v201, v21])('TC_K_01_CSMS, TC_K_60_CSMS: in $version the schedules are a list of one', (dialect) => {
    expect(dialect.toCall(set)).toEqual({
      ok: true,
      action: 'SetChargingProfile',
      payload: {
        evseId: 1,
        chargingProfile: {
          id: 9,
          transactionId: '4711',
          stackLevel: 3,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: [{ id: 9, chargingRateUnit: 'A', chargingSchedulePeriod: periods }],
        },
      },
    });
  });

  const startAt = '2026-03-01T00:00:00.000Z';
  const night = { unit: 'W', startAt, durationS: 86_400, periods: [{ startS: 0, limit: 3_700 }] };
  it.each([
    [v16, 'ChargePointMaxProfile', 'csChargingProfiles'],
    [v201, 'ChargingStationMaxProfile', 'chargingProfile'],
  ] as const)('TC_K_03_CSMS, TC_K_19_CSMS: a limit of the whole station, every day', (dialect, purpose, member) => {
    const daily = { id: 1, purpose: 'station-max', stackLevel: 0, kind: 'recurring', recurrence: 'daily' };
    const call = dialect.toCall(
      read({ type: 'set-charging-profile', evseId: 0, profile: { ...daily, schedule: night } }),
    );
    expect(call).toMatchObject({
      ok: true,
      payload: {
        [member]: { chargingProfilePurpose: purpose, chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' },
      },
    });
  });

  it('TC_K_37_CSMS, TC_059_CSMS: go with a remote start, without a transaction', () => {
    const { transactionRef: _, ...chargingProfile } = profile;
    const start = read({ type: 'start-transaction', evseId: 1, token: 'T', remoteStartId: 5, chargingProfile });
    const expected = { chargingProfile: { chargingProfilePurpose: 'TxProfile', stackLevel: 3 } };
    for (const dialect of [v16, v201, v21]) {
      const call = dialect.toCall(start);
      expect(call).toMatchObject({ ok: true, payload: expected });
      expect(JSON.stringify(call)).not.toContain('transactionId');
    }
  });

  it('TC_067_CSMS, TC_K_05_CSMS, TC_K_06_CSMS: are cleared by id, or by what they have in common', () => {
    const byId = read({ type: 'clear-charging-profile', profileId: 9, evseId: 1 });
    const byCriteria = read({ type: 'clear-charging-profile', evseId: 1, purpose: 'tx-default', stackLevel: 0 });
    const all = read({ type: 'clear-charging-profile' });
    const criteria = { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 0 };
    expect([byId, byCriteria, all].map((command) => v16.toCall(command))).toMatchObject([
      { payload: { id: 9 } },
      { payload: { connectorId: 1, ...criteria } },
      { payload: {} },
    ]);
    expect([byId, byCriteria, all].map((command) => v201.toCall(command))).toEqual([
      { ok: true, action: 'ClearChargingProfile', payload: { chargingProfileId: 9 } },
      { ok: true, action: 'ClearChargingProfile', payload: { chargingProfileCriteria: { evseId: 1, ...criteria } } },
      { ok: true, action: 'ClearChargingProfile', payload: {} },
    ]);
    for (const dialect of [v16, v201]) {
      expect(dialect.toResult(byId, { status: 'Accepted' })).toMatchObject({
        status: 'accepted',
        response: { cleared: true },
      });
      // TC_K_08_CSMS: nothing fitted.
      expect(dialect.toResult(byId, { status: 'Unknown' })).toMatchObject({
        status: 'rejected',
        response: { cleared: false },
      });
      expect(dialect.toResult(set, { status: 'NotSupported' }).status).toBe('unsupported');
    }
  });

  it.each([
    ['a first period that begins later', { periods: [{ startS: 1, limit: 0 }] }, 'startS'],
    [
      'periods out of order',
      {
        periods: [
          { startS: 0, limit: 0 },
          { startS: 0, limit: 6 },
        ],
      },
      'startS',
    ],
    ['less than a car can take', { periods: [{ startS: 0, limit: 5.9 }] }, 'limit'],
    ['two decimals', { periods: [{ startS: 0, limit: 6.25 }] }, 'limit'],
  ])('are refused with %s, which is named', (_title, bad, member) => {
    const result = stationCommand.safeParse({
      type: 'set-charging-profile',
      evseId: 1,
      profile: { ...profile, schedule: { ...schedule, ...bad } },
    });
    expect(result.error?.issues[0]?.path.at(-1)).toBe(member);
  });
});

it('TC_E_29_CSMS, TC_E_31_CSMS: a 2.x station is asked how a transaction stands, a 1.6 one cannot be', () => {
  const ask = read({ type: 'get-transaction-status', transactionRef: 'tx-1' });
  expect(v201.toCall(ask)).toEqual({ ok: true, action: 'GetTransactionStatus', payload: { transactionId: 'tx-1' } });
  const said = { ongoingIndicator: false, messagesInQueue: true };
  expect(v201.toResult(ask, said)).toEqual({ status: 'accepted', response: said });
  expect(v16.toCall(ask)).toMatchObject({ ok: false, status: 'unsupported' });
});
