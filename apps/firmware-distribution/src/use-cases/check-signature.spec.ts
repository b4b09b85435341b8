import { createVerify } from 'node:crypto';
import { findSignatureFaults } from './check-signature';
import { ec, rsa, SIGNED, weakCertificate } from '../testing/signed.fixture';

const NOW = Date.parse('2040-01-01T00:00:00Z');
type Given = { signature: string | null; signingCertificate: string | null };
const check = (given: Given, content = SIGNED, now = NOW): string[] =>
  findSignatureFaults(given, createVerify('sha256').update(content), now).map(
    ({ path, message }) => `${path} ${message}`,
  );

describe('The signature of an image', () => {
  it('is one by an EC key or RSA-PSS, or there is none', () => {
    expect(check(ec)).toEqual([]);
    expect(check(rsa)).toEqual([]);
    expect(check({ signature: null, signingCertificate: null })).toEqual([]);
  });

  it.each<[string, Given, string]>([
    [
      'comes with its certificate',
      { ...ec, signingCertificate: null },
      'signingCertificate is required with a signature',
    ],
    ['is there if its certificate is', { ...ec, signature: null }, 'signature is required with a signing certificate'],
    [
      'has a certificate that can be read',
      { ...ec, signingCertificate: 'PEM' },
      'signingCertificate must be a certificate in PEM',
    ],
    [
      'is by a strong key',
      { ...rsa, signingCertificate: weakCertificate },
      'signingCertificate must be of an RSA key of 2048 bits or an EC key of 256',
    ],
    ['is base64', { ...ec, signature: '??' }, 'signature must be base64'],
    [
      'is by the key of its certificate',
      { ...ec, signature: rsa.signature },
      'signature is not one of this file by this certificate',
    ],
    [
      'is no PKCS #1 v1.5',
      { ...rsa, signature: rsa.oldSignature },
      'signature is not one of this file by this certificate',
    ],
  ])('%s', (_title, given, fault) => {
    expect(check(given)).toEqual([fault]);
  });

  it('is of this content, while its certificate is valid', () => {
    expect(check(ec, 'another file')).toEqual(['signature is not one of this file by this certificate']);
    expect(check(ec, SIGNED, Date.parse('2020-01-01'))).toEqual([
      expect.stringMatching(/^signingCertificate is not valid before/),
    ]);
    expect(check(ec, SIGNED, Date.parse('2200-01-01'))).toEqual([
      expect.stringMatching(/^signingCertificate ran out at/),
    ]);
  });
});
