import type { StationCommand } from '@chargebus/contracts';
import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { commands, v15 } from '../index';

const start: StationCommand = {
  type: 'start-transaction',
  evseId: 1,
  token: 'TAG1',
  tokenType: 'central',
  remoteStartId: 7,
};

const update = {
  type: 'update-firmware',
  requestId: 9,
  location: 'https://x.example/f',
  retrieveAt: '2026-11-28T03:00:00Z',
} as const;

describe('commands in the words of 1.5', () => {
  it.each<[StationCommand, string, object]>([
    [start, 'RemoteStartTransaction', { connectorId: 1, idTag: 'TAG1' }],
    [{ type: 'stop-transaction', transactionRef: '4711' }, 'RemoteStopTransaction', { transactionId: 4_711 }],
    [{ type: 'reset', when: 'now', hard: true }, 'Reset', { type: 'Hard' }],
    [{ type: 'unlock', evseId: 2 }, 'UnlockConnector', { connectorId: 2 }],
    [
      { type: 'set-availability', operative: false, evseId: 1 },
      'ChangeAvailability',
      { connectorId: 1, type: 'Inoperative' },
    ],
    [{ type: 'clear-cache' }, 'ClearCache', {}],
    [update, 'UpdateFirmware', { location: update.location, retrieveDate: update.retrieveAt }],
    [{ type: 'get-configuration', keys: ['A'] }, 'GetConfiguration', { key: ['A'] }],
    [{ type: 'set-configuration', key: 'A', value: '1' }, 'ChangeConfiguration', { key: 'A', value: '1' }],
    [{ type: 'data-transfer', vendorId: 'v', data: 'd' }, 'DataTransfer', { vendorId: 'v', data: 'd' }],
  ])('%j is spelled %s', (command, action, payload) => {
    expect(v15.toCall(command)).toEqual({ ok: true, action, payload });
    expect(v15.toResult(command, { status: 'Accepted' }).status).toBe('accepted');
  });

  it.each<[StationCommand, RegExp]>([
    [{ type: 'trigger', message: 'boot' }, /OCPP 1\.5 has no trigger/],
    [{ type: 'clear-charging-profile', evseId: 1 } as StationCommand, /OCPP 1\.5 has no clear-charging-profile/],
    [{ ...start, chargingProfile: {} } as StationCommand, /no charging profiles/],
    [{ ...update, signature: 'c2ln' }, /no signed firmware/],
    [{ ...update, installAt: update.retrieveAt }, /installs firmware once/],
    [{ type: 'reset', when: 'idle' }, /OCPP 1\.x cannot wait/],
  ])('%j is unsupported', (command, why) => {
    expect(v15.toCall(command)).toMatchObject({
      ok: false,
      status: 'unsupported',
      fault: { code: 'NotSupported', description: expect.stringMatching(why) as string },
    });
  });

  it('says of each neutral command either how it is spelled or that 1.5 has it not', () => {
    expect(Object.values(commands).filter((row) => row === 'not-supported')).toHaveLength(20);
  });

  it('counts connectors, as 1.6 does', () => {
    expect(v15.toOwnNumbers({ type: 'unlock', evseId: 1, connectorId: 2 }, { 2: { evse: 1, connector: 2 } })).toEqual([
      { type: 'unlock', evseId: 2 },
    ]);
  });
});

const AT = '2025-06-01T10:00:00Z';
const ok = { status: 'Accepted' };

describe('raw calls of 1.5', () => {
  it.each<RawCall>([
    ['a reservation is cancelled', 'CancelReservation', { reservationId: 3 }, ok, 'accepted'],
    ['all is read', 'GetConfiguration', { key: ['A'] }, { unknownKey: ['A'] }, 'accepted'],
    [
      'diagnostics',
      'GetDiagnostics',
      { location: 'ftp://h/', startTime: AT, retries: 1 },
      { fileName: 'f' },
      'accepted',
    ],
    ['the version of the list', 'GetLocalListVersion', {}, { listVersion: 4 }, 'accepted'],
    [
      'a reservation',
      'ReserveNow',
      { connectorId: 1, expiryDate: AT, idTag: 'A', reservationId: 3 },
      { status: 'Occupied' },
      'rejected',
    ],
    [
      'the list, with its hash',
      'SendLocalList',
      {
        updateType: 'Full',
        listVersion: 4,
        localAuthorisationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }],
        hash: 'h',
      },
      { status: 'HashError' },
      'failed',
    ],
    ['firmware', 'UpdateFirmware', { retrieveDate: AT, location: 'ftp://h/f', retries: 1 }, {}, 'accepted'],
  ])('%s', rawCaller(v15));
});
