import type { StationCommand } from '@chargebus/contracts';
import { v16 } from '../index';

const AT = '2026-11-28T03:00:00Z';
const update = { type: 'update-firmware', requestId: 9, location: 'https://x.example/f', retrieveAt: AT } as const;
const signed = { ...update, signingCertificate: 'PEM', signature: 'c2ln' };

describe('Firmware updates in the words of 1.6', () => {
  it.each<[string, StationCommand, string, object]>([
    [
      'TC_044_1_CSMS an update has no id',
      { ...update, retries: 2, retryIntervalS: 60 },
      'UpdateFirmware',
      { location: update.location, retrieveDate: AT, retries: 2, retryInterval: 60 },
    ],
    [
      'TC_080_CSMS a signed update has one',
      signed,
      'SignedUpdateFirmware',
      {
        requestId: 9,
        firmware: { location: update.location, retrieveDateTime: AT, signingCertificate: 'PEM', signature: 'c2ln' },
      },
    ],
  ])('%s', (_title, command, action, payload) => {
    const call = v16.toCall(command);
    expect(call).toMatchObject({ action });
    expect(JSON.parse(JSON.stringify(call))).toMatchObject({ payload });
  });

  it.each<[string, StationCommand]>([
    ['a time of installation of an unsigned image', { ...update, installAt: AT }],
    ['half a signature', { ...update, signature: 'c2ln' }],
  ])('there is none for %s', (_title, command) => {
    expect(v16.toCall(command)).toMatchObject({ ok: false, status: 'unsupported' });
  });

  it('are taken by an empty answer, signed ones by their status', () => {
    expect(v16.toResult(update, {}).status).toBe('accepted');
    expect(v16.toResult(signed, { status: 'AcceptedCanceled' }).status).toBe('accepted');
    expect(v16.toResult(signed, { status: 'RevokedCertificate' }).status).toBe('rejected');
    expect(v16.toResult(signed, {}).status).toBe('failed');
  });
});
