import { redactSecrets } from './redaction';

const KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA\n-----END EC PRIVATE KEY-----';
const HIDDEN_KEY = '-----BEGIN EC PRIVATE KEY-----[redacted]-----END EC PRIVATE KEY-----';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

describe('redactSecrets', () => {
  it.each<[string, object, object]>([
    ['a secret key of 1.6', { key: 'AuthorizationKey', value: 'ff' }, { key: 'AuthorizationKey', value: '[redacted]' }],
    [
      'a variable of 2.x',
      { variable: { name: 'BasicAuthPassword' }, attributeValue: 'pw' },
      { variable: { name: 'BasicAuthPassword' }, attributeValue: '[redacted]' },
    ],
    [
      'a variable of a neutral command',
      { variables: [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: 'pw' }] },
      { variables: [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: '[redacted]' }] },
    ],
    [
      'the passwords and keys of a network profile',
      { basicAuthPassword: 'pw', apn: { apn: 'a', simPin: 1234 }, vpn: { user: 'u', password: 'pw', key: 'psk' } },
      {
        basicAuthPassword: '[redacted]',
        apn: { apn: 'a', simPin: '[redacted]' },
        vpn: { user: 'u', password: '[redacted]', key: '[redacted]' },
      },
    ],
    ['the password in an URL', { location: 'ftp://user:pass@host/' }, { location: 'ftp://user:[redacted]@host/' }],
    ['a private key beside its certificate', { pem: CERTIFICATE + KEY }, { pem: CERTIFICATE + HIDDEN_KEY }],
  ])('takes out %s, and counts it', (_what, value, redacted) => {
    const before = structuredClone(value);
    const result = redactSecrets(value);
    expect(result.value).toEqual(redacted);
    expect(result.secrets).toBeGreaterThan(0);
    expect(value).toEqual(before);
  });

  it.each<[string, unknown]>([
    ['plain values', { key: 'HeartbeatInterval', value: '300', list: [1, null, { a: true }] }],
    ['a secret that is only asked for', { key: ['AuthorizationKey'] }],
    ['a secret that is empty or absent', { password: '', secret: null }],
    ['certificates', { certificateChain: CERTIFICATE }],
  ])('leaves %s as they are', (_what, value) => {
    expect(redactSecrets(value)).toEqual({ value, secrets: 0 });
  });
});
