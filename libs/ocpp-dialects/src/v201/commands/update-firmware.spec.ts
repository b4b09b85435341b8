import type { StationCommand } from '@chargebus/contracts';
import { v201 } from '../index';

const AT = '2026-11-28T03:00:00Z';
const update = { type: 'update-firmware', requestId: 9, location: 'https://x.example/f', retrieveAt: AT } as const;
const signed = { ...update, signingCertificate: 'PEM', signature: 'c2ln' };

describe('Firmware in the words of 2.0.1', () => {
  it.each<[string, StationCommand, string, object]>([
    [
      'TC_L_01_CSMS a secure update',
      { ...signed, installAt: AT, retries: 2, retryIntervalS: 60 },
      'UpdateFirmware',
      {
        requestId: 9,
        retries: 2,
        retryInterval: 60,
        firmware: {
          location: update.location,
          retrieveDateTime: AT,
          installDateTime: AT,
          signingCertificate: 'PEM',
          signature: 'c2ln',
        },
      },
    ],
    [
      'an update without a signature',
      update,
      'UpdateFirmware',
      { requestId: 9, firmware: { location: update.location, retrieveDateTime: AT } },
    ],
    [
      'a local controller hands out an image',
      { type: 'publish-firmware', requestId: 9, location: update.location, md5: '0'.repeat(32) },
      'PublishFirmware',
      { requestId: 9, location: update.location, checksum: '0'.repeat(32) },
    ],
    [
      'a local controller hands it out no more',
      { type: 'unpublish-firmware', md5: '0'.repeat(32) },
      'UnpublishFirmware',
      { checksum: '0'.repeat(32) },
    ],
  ])('%s', (_title, command, action, payload) => {
    expect(v201.toCall(command)).toMatchObject({ action, payload });
  });

  it.each([
    ['Accepted', 'accepted'],
    ['AcceptedCanceled', 'accepted'],
    ['Rejected', 'rejected'],
    ['InvalidCertificate', 'rejected'],
    ['RevokedCertificate', 'rejected'],
  ])('%s is %s', (status, meaning) => {
    expect(v201.toResult(signed, { status }).status).toBe(meaning);
  });
});
