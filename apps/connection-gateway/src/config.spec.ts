import { readConfig } from '@chargebus/service-runtime';
import { doorSettings, gatewayConfig, portSettings } from './config';

const read = (env: Record<string, string>) => readConfig('connection-gateway', gatewayConfig, env);

describe('the configuration of the door', () => {
  it('serves TLS where port, certificates and keys go together', () => {
    const config = read({
      OCPP_TLS_PORT: '9443',
      TLS_CERT_FILES: '/e.pem, /r.pem',
      TLS_KEY_FILES: '/e.key, /r.key',
      TLS_CLIENT_CA_FILES: '/ca.pem',
    });
    expect(portSettings(config)).toMatchObject({
      port: 9000,
      tls: {
        port: 9443,
        minVersion: 'TLSv1.2',
        files: { certificates: ['/e.pem', '/r.pem'], keys: ['/e.key', '/r.key'], authorities: ['/ca.pem'] },
      },
    });
    expect(portSettings(read({}))).not.toHaveProperty('tls');
  });

  it.each<Record<string, string>>([
    { OCPP_TLS_PORT: '9443' },
    { OCPP_TLS_PORT: '9443', TLS_CERT_FILES: '/e.pem' },
    { OCPP_TLS_PORT: '9443', TLS_CERT_FILES: '/e.pem,/r.pem', TLS_KEY_FILES: '/e.key' },
  ])('refuses %j, naming the variable', (env) => {
    expect(() => portSettings(read(env))).toThrow(/TLS_CERT_FILES/);
  });

  it('refuses proxies that are no addresses', () => {
    expect(() => read({ TRUSTED_PROXIES: '10.0.0.0/8, proxy.example' })).toThrow(/TRUSTED_PROXIES/);
  });

  it('takes frames of 512 KiB by default', () => {
    expect(read({}).MAX_FRAME_BYTES).toBe(512 * 1_024);
  });

  it('has room for a fleet behind one address by default', () => {
    const { perAddress, admissions } = doorSettings(read({}));
    expect(perAddress.burst).toBeGreaterThanOrEqual(5_000);
    expect(admissions.waiting).toBeGreaterThanOrEqual(5_000);
  });
});
