import { isProxyRange, limitedAddress, plainAddress, TrustedProxies } from './trusted-proxies';

describe('the address of a station', () => {
  const proxies = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

  it('is what a trusted proxy says, read from the end', () => {
    expect(proxies.stationAddress('10.1.2.3', '203.0.113.9')).toBe('203.0.113.9');
    expect(proxies.stationAddress('192.0.2.7', '203.0.113.9, 10.9.9.9')).toBe('203.0.113.9');
    expect(proxies.stationAddress('fd00::1', '2001:db8::5')).toBe('2001:db8::5');
  });

  it('is never what the station itself claims', () => {
    expect(proxies.stationAddress('203.0.113.9', '10.0.0.1')).toBe('203.0.113.9');
    expect(proxies.stationAddress('10.1.2.3', '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
  });

  it('is the proxy where it says nothing readable', () => {
    expect(proxies.stationAddress('10.1.2.3', undefined)).toBe('10.1.2.3');
    expect(proxies.stationAddress('10.1.2.3', 'unknown')).toBe('10.1.2.3');
    expect(proxies.stationAddress('10.1.2.3', '')).toBe('10.1.2.3');
  });

  it('is the plain IPv4 one of a dual-stack socket', () => {
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
  });
});

it('counts IPv6 addresses by their /64', () => {
  expect(limitedAddress('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(limitedAddress('2001:db8::5')).toBe('2001:db8:0:0');
  expect(limitedAddress('::1')).toBe('0:0:0:0');
  expect(limitedAddress('192.0.2.1')).toBe('192.0.2.1');
});

it.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['::/0', true],
  ['10.0.0.0/33', false],
  ['proxy.example', false],
  ['10.0.0.0/8/8', false],
])('takes %s for a proxy range: %s', (text, ok) => expect(isProxyRange(text)).toBe(ok));
