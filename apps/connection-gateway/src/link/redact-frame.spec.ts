import { redactFrame } from './redact-frame';

const KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA\n-----END EC PRIVATE KEY-----';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const csr = '-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----';
const call = (action: string, payload: object): string => JSON.stringify([2, 'a', action, payload]);
const result = (payload: object): string => JSON.stringify([3, 'a', payload]);
const variable = (name: string) => ({ component: { name: 'SecurityCtrlr' }, variable: { name } });

describe('redactFrame', () => {
  it.each<[string, string, string]>([
    [
      'the key of ChangeConfiguration, whatever the order and the case',
      call('ChangeConfiguration', { value: '00ff', key: 'authorizationKey' }),
      call('ChangeConfiguration', { value: '[redacted]', key: 'authorizationKey' }),
    ],
    [
      'a password that a vendor named',
      call('ChangeConfiguration', { key: 'WifiPassword', value: 's3cret' }),
      call('ChangeConfiguration', { key: 'WifiPassword', value: '[redacted]' }),
    ],
    [
      'only the secret one of what a station tells of its configuration',
      result({
        configurationKey: [
          { key: 'AuthorizationKey', readonly: false, value: 'ff' },
          { key: 'A', value: '1' },
        ],
      }),
      result({
        configurationKey: [
          { key: 'AuthorizationKey', readonly: false, value: '[redacted]' },
          { key: 'A', value: '1' },
        ],
      }),
    ],
    [
      'a variable that is set',
      call('SetVariables', {
        setVariableData: [
          { attributeValue: 'pw', ...variable('BasicAuthPassword') },
          { attributeValue: '60', ...variable('HeartbeatInterval') },
        ],
      }),
      call('SetVariables', {
        setVariableData: [
          { attributeValue: '[redacted]', ...variable('BasicAuthPassword') },
          { attributeValue: '60', ...variable('HeartbeatInterval') },
        ],
      }),
    ],
    [
      'a variable that is reported',
      call('NotifyReport', {
        requestId: 1,
        reportData: [{ ...variable('BasicAuthPassword'), variableAttribute: [{ type: 'Actual', value: 'pw' }] }],
      }),
      call('NotifyReport', {
        requestId: 1,
        reportData: [
          { ...variable('BasicAuthPassword'), variableAttribute: [{ type: 'Actual', value: '[redacted]' }] },
        ],
      }),
    ],
    [
      'what a network profile holds of passwords and keys',
      call('SetNetworkProfile', {
        configurationSlot: 1,
        connectionData: {
          ocppCsmsUrl: 'wss://user:pass@csms.example/ocpp',
          basicAuthPassword: 'pw',
          apn: { apn: 'internet', apnUserName: 'u', apnPassword: 'pw', simPin: 1234 },
          vpn: { server: 's', user: 'u', password: 'pw', key: 'psk', type: 'IPSec' },
        },
      }),
      call('SetNetworkProfile', {
        configurationSlot: 1,
        connectionData: {
          ocppCsmsUrl: 'wss://user:[redacted]@csms.example/ocpp',
          basicAuthPassword: '[redacted]',
          apn: { apn: 'internet', apnUserName: 'u', apnPassword: '[redacted]', simPin: '[redacted]' },
          vpn: { server: 's', user: 'u', password: '[redacted]', key: '[redacted]', type: 'IPSec' },
        },
      }),
    ],
    [
      'the password of an upload',
      call('GetDiagnostics', { location: 'ftp://user:pass@host/dir' }),
      call('GetDiagnostics', { location: 'ftp://user:[redacted]@host/dir' }),
    ],
    [
      'a private key, but not the certificate beside it',
      call('X', { chain: `${CERTIFICATE}\n${KEY}` }),
      call('X', {
        chain: `${CERTIFICATE}\n-----BEGIN EC PRIVATE KEY-----[redacted]-----END EC PRIVATE KEY-----`,
      }),
    ],
  ])('takes out %s', (_what, frame, redacted) => {
    expect(redactFrame(frame)).toBe(redacted);
  });

  it('leaves no text in a broken frame that names a secret', () => {
    const broken = '[2,"a","ChangeConfiguration",{"key":"AuthorizationKey","value":"00ff\\"11';
    expect(redactFrame(broken)).toBe('[2,"a","ChangeConfiguration",{"key":"[redacted]","value":"[redacted]"');
  });

  it.each([
    ['a frame without secrets', call('MeterValues', { connectorId: 1 })],
    ['signing requests and certificates', call('SignCertificate', { csr })],
    ['a certificate that is installed', call('CertificateSigned', { certificateChain: CERTIFICATE })],
    ['an URL without a password', call('UpdateFirmware', { location: 'https://host/f.bin' })],
    ['a secret that is asked for by name only', call('GetConfiguration', { key: ['AuthorizationKey'] })],
    ['the answer that a password was set', result({ setVariableResult: [variable('BasicAuthPassword')] })],
  ])('leaves %s as it is, to the byte', (_what, frame) => {
    expect(redactFrame(frame)).toBeUndefined();
  });

  it('survives a frame nested without end', () => {
    const frame = `[2,"a","X",{"password":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}]`;
    expect(() => redactFrame(frame)).not.toThrow();
  });
});
