import { stationCommand, type StationCommand, type TokenType } from '@chargebus/contracts';
import { v201 } from '../../v201';
import { v21 } from '../index';

const heartbeat = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };

describe('commands in the words of 2.1', () => {
  it.each<[string, StationCommand]>([
    ['remote stop', { type: 'stop-transaction', transactionRef: 'tx-1' }],
    ['trigger', { type: 'trigger', message: 'status', evseId: 2 }],
    ['reset', { type: 'reset', when: 'idle', evseId: 1 }],
    ['unlock', { type: 'unlock', evseId: 2 }],
    ['out of service', { type: 'set-availability', operative: false, evseId: 2 }],
    ['clear the cache', { type: 'clear-cache' }],
    ['read variables', { type: 'get-variables', variables: [heartbeat] }],
    ['set variables', { type: 'set-variables', variables: [{ ...heartbeat, value: '60' }] }],
    ['the inventory', { type: 'get-base-report', report: 'full', requestId: 3 }],
    ['data of a vendor', { type: 'data-transfer', vendorId: 'v', data: [1] }],
    ['no configuration keys', { type: 'get-configuration' }],
  ])('%s is spelled as in 2.0.1, and its result read the same', (_title, command) => {
    const parsed = stationCommand.parse(command);
    expect(v21.toCall(parsed)).toEqual(v201.toCall(parsed));
    for (const result of [{ status: 'Accepted' }, { status: 'Rejected' }, {}]) {
      expect(v21.toResult(parsed, result)).toEqual(v201.toResult(parsed, result));
    }
  });

  it.each<[TokenType, string]>([
    ['rfid', 'ISO14443'],
    ['direct-payment', 'DirectPayment'],
    ['evccid', 'EVCCID'],
    ['vin', 'VIN'],
    ['app', 'Central'],
    ['other', 'Central'],
  ])('a remote start tells a token of type %s as %s', (tokenType, type) => {
    const token = 't'.repeat(255);
    const command: StationCommand = { type: 'start-transaction', evseId: 1, token, tokenType, remoteStartId: 7 };
    expect(v21.toCall(command)).toEqual({
      ok: true,
      action: 'RequestStartTransaction',
      payload: { evseId: 1, idToken: { idToken: token, type }, remoteStartId: 7 },
    });
    expect(v21.toResult(command, { status: 'Accepted', transactionId: 'tx-1' }).status).toBe('accepted');
    // 2.0.1 has no room for it, and says so before anything is sent.
    expect(v201.toCall(command)).toMatchObject({ ok: false, status: 'invalid' });
  });
});
