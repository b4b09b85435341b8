import { refuseTwin } from './image';

const none = { reportedVersion: null, hardware: null, signature: null, signingCertificate: null };
const image = { id: '1', vendor: 'V', model: 'M', version: '1.0', notes: null, ...none, sizeBytes: 3, sha256: 'aa' };

describe('A twin of an image', () => {
  it.each([
    ['already-added', '1.0', 'aa'],
    ['version-exists', '1.0', 'bb'],
    ['same-content', '1.1', 'aa'],
  ])('is refused as %s', (reason, version, sha256) => {
    expect(refuseTwin(image, { ...image, version, sha256 })).toEqual({ ok: false, reason, imageId: '1' });
  });
});
