import { CallbackGuard, isCallbackRange } from './callback-guard';

const refusedBy = async (guard: CallbackGuard, url: string, tenantId = 'default'): Promise<boolean> => {
  const target = await guard.resolve(tenantId, url);
  return typeof target === 'object' && 'refused' in target;
};

describe('where calls to SOAP stations may go', () => {
  it('is nowhere unless a range allows it, for every tenant or for one', async () => {
    const guard = new CallbackGuard(['10.0.0.0/8', 'acme=192.0.2.0/24', '2001:db8::/32']);
    expect(await guard.resolve('default', 'http://10.1.2.3:8080/cp')).toMatchObject({ address: '10.1.2.3' });
    expect(await guard.resolve('default', 'https://[2001:db8::1]/')).toMatchObject({ address: '2001:db8::1' });
    expect(await guard.resolve('acme', 'http://192.0.2.9/')).toMatchObject({ address: '192.0.2.9' });
    expect(await refusedBy(guard, 'http://192.0.2.9/')).toBe(true);
    expect(await refusedBy(guard, 'http://11.1.2.3/')).toBe(true);
    expect(await refusedBy(new CallbackGuard([]), 'http://10.1.2.3/')).toBe(true);
  });

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[::7f00:1]/',
    'http://224.0.0.1/',
    'ftp://10.0.0.1/',
    'file:///etc/passwd',
    'no address',
  ])('is not %s, however wide the ranges are', async (url) => {
    expect(await refusedBy(new CallbackGuard(['0.0.0.0/0', '::/0']), url)).toBe(true);
  });

  it('is loopback only by a range within it, and a name is looked up once', async () => {
    const guard = new CallbackGuard(['127.0.0.0/8', '::1']);
    expect(await guard.resolve('default', 'http://localhost:1/')).toMatchObject({
      address: expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) as string,
    });
    expect(await guard.resolve('default', 'http://no-such-host.invalid/')).toBe('unknown-host');
    expect(['10.0.0.0/8', 'acme=::1', '10.0.0.1'].every(isCallbackRange)).toBe(true);
    expect(['', 'acme=', 'host', '10.0.0.0/33'].some(isCallbackRange)).toBe(false);
  });
});
