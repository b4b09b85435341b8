import type { StationEquipment } from '@chargebus/contracts';
import { protocolOf, refuseSending, refuseUpdate, type ImageFit, type UpdateWish } from './check-update';
import { compareVersions } from './compare-versions';

const image: ImageFit = {
  ...{
    vendor: 'V',
    model: 'M',
    version: '2.0',
    reportedVersion: null,
    hardware: null,
    signature: null,
    retiredAt: null,
  },
};
const station: StationEquipment = {
  ...{ stationId: 'S', vendor: 'V', model: 'M', firmwareVersion: '1.9', ocppVersion: '1.6', connected: true },
  ...{ accepted: true, disabled: false, charging: false, timeZone: 'UTC', groups: [], tags: [] },
};
const wish: UpdateWish = { allowDowngrade: false, installAt: null, protocol: null, ftpOn: false };
const AT = '2026-11-28T08:00:00Z';

it.each<[string, Partial<ImageFit>, Partial<StationEquipment>, string | undefined]>([
  ['that fits', {}, {}, undefined],
  ['that never said what it is', {}, { vendor: null, model: null }, 'never-booted'],
  ['of another vendor', {}, { vendor: 'W' }, 'wrong-vendor'],
  ['of another model', {}, { model: 'N' }, 'wrong-model'],
  ['that runs it', {}, { firmwareVersion: '2.0' }, 'already-installed'],
  ['that runs it, and calls it otherwise', { reportedVersion: 'R2' }, { firmwareVersion: 'R2' }, 'already-installed'],
  ['that runs a newer one', {}, { firmwareVersion: '2.0.1' }, 'downgrade'],
  ['that never said what it runs', {}, { firmwareVersion: null }, undefined],
  ['when the image is retired', { retiredAt: AT }, {}, 'image-retired'],
  ['that is disabled', {}, { disabled: true }, 'disabled'],
  ['of another hardware', { hardware: 'A1, A2' }, { tags: ['north', 'hardware:B1'] }, 'wrong-hardware'],
  ['of a hardware that nobody told', { hardware: 'A1' }, { tags: ['north'] }, 'unknown-hardware'],
  ['of one of its hardwares', { hardware: 'A1, A2' }, { tags: ['hardware:a2'] }, undefined],
])('A station %s', (_title, ofImage, ofStation, refusal) => {
  expect(refuseUpdate({ ...image, ...ofImage }, { ...station, ...ofStation }, wish)).toBe(refusal);
});

it('A downgrade may be allowed; unsigned 1.6 cannot install later', () => {
  const newer = { ...station, firmwareVersion: '3' };
  expect(refuseUpdate(image, newer, { ...wish, allowDowngrade: true })).toBeUndefined();
  const later = { ...wish, installAt: AT };
  expect(refuseUpdate(image, station, later)).toBe('install-at-unsupported');
  expect(refuseUpdate({ ...image, signature: 's' }, station, later)).toBeUndefined();
  expect(refuseUpdate(image, { ...station, ocppVersion: '2.0.1' }, later)).toBeUndefined();
});

it('A station fetches as is wished, else as its tag says, and by FTP only where there is FTP', () => {
  const old = { ...station, tags: ['firmware:ftp'] };
  expect([protocolOf(wish, station), protocolOf(wish, old)]).toEqual(['http', 'ftp']);
  expect(protocolOf({ protocol: 'http' }, old)).toBe('http');
  expect(refuseUpdate(image, old, wish)).toBe('ftp-off');
  expect(refuseUpdate(image, old, { ...wish, ftpOn: true })).toBeUndefined();
  expect(refuseUpdate(image, station, { ...wish, protocol: 'ftp' })).toBe('ftp-off');
});

it('An update that was ordered does not leave once the station runs the image, or is not known any more', () => {
  expect(refuseSending('2.0', station)).toBeUndefined();
  expect(refuseSending('2.0', { ...station, firmwareVersion: '2.0' })).toBe('already-installed');
  expect(refuseSending('2.0', undefined)).toBe('unknown-station');
});

it.each([
  ['1.9', '1.10', -1],
  ['1.2', '1.2.0', 0],
  ['v2.0', '2.0', 0],
  ['2.0-rc1', '2.0', -1],
  ['2.0-rc2', '2.0-rc10', -1],
  ['57.1', '9.9', 1],
])('%s beside %s', (a, b, order) => expect(Math.sign(compareVersions(a, b))).toBe(order));
