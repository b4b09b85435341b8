import { WebhookReceiver } from '../testing/webhook-receiver';
import { isPublicAddress } from './guard-address';
import { findUrlFault, postWebhook } from './post-webhook';

const strict = { allowHttp: false, allowPrivate: false };
const posted = { id: 'x', payload: '{}', secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] };
const options = { timeoutMs: 5_000, signal: new AbortController().signal };

describe('whom webhooks may reach', () => {
  it('takes public addresses only, in whatever dress the others come', () => {
    const inner = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'];
    const inner6 = [
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'ff02::1',
    ];
    expect([...inner, ...inner6, '224.0.0.1', '255.255.255.255'].filter(isPublicAddress)).toEqual([]);
    const outer = ['1.1.1.1', '172.32.0.1', '193.0.0.1', '2a00:1450:4001::1'];
    expect(outer.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it('refuses URLs that name such an address in any spelling, or are not https', () => {
    const urls = [
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:a00:1]/',
    ];
    expect(urls.map((url) => findUrlFault(url, strict))).toEqual(urls.map(() => 'must be at a public address'));
    expect(findUrlFault('http://a.example/', strict)).toBe('must begin with https://');
    expect(findUrlFault('https://a.example/', strict)).toBeUndefined();
  });

  it('looks where a name leads before it connects', async () => {
    const receiver = await WebhookReceiver.start();
    const url = receiver.url('/inner').replace('127.0.0.1', 'localhost');
    const refused = await postWebhook({ ...posted, url }, { ...options, allowHttp: true, allowPrivate: false });
    expect(refused).toMatchObject({ status: null, error: expect.stringContaining('not a public address') });
    const reached = await postWebhook({ ...posted, url }, { ...options, allowHttp: true, allowPrivate: true });
    expect(reached).toEqual({ status: 200, retryAfterS: null, error: null });
    expect(receiver.received).toHaveLength(1);
    receiver.answer = () => undefined;
    const silent = { ...options, allowHttp: true, allowPrivate: true, timeoutMs: 50 };
    expect(await postWebhook({ ...posted, url }, silent)).toMatchObject({ error: 'no answer within 50 ms' });
    await receiver.stop();
  });
});
