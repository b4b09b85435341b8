import { z } from 'zod';
import { adminToken, generateToken, parseApiTokens, TokenList } from './token-list';

const schema = z.string().transform(parseApiTokens);

describe('API tokens', () => {
  it('are read as token, tenant and name', () => {
    expect(schema.parse('s3cret:acme:ops, other:default:billing-bot')).toEqual([
      { token: 's3cret', caller: { tenantId: 'acme', actor: { type: 'user', id: 'ops' } } },
      { token: 'other', caller: { tenantId: 'default', actor: { type: 'user', id: 'billing-bot' } } },
    ]);
    expect(schema.parse('')).toEqual([]);
  });

  it('are refused by their place, never by their text', () => {
    const read = schema.safeParse('good:acme:ops,hunter2:acme,hunter3::x,a:b:c:d,good:acme:again');
    const messages = read.error?.issues.map((issue) => issue.message);
    expect(messages).toEqual([
      'entry 2 must be token:tenant:name',
      'entry 3 must be token:tenant:name',
      'entry 4 must be token:tenant:name',
      'entry 5 has a token that stands there before',
    ]);
  });

  it('tell callers apart and know nobody else', () => {
    const list = new TokenList([adminToken('root'), ...schema.parse('s3cret:acme:ops')]);
    expect(list.find('root')).toEqual({ tenantId: 'default', actor: { type: 'user', id: 'admin' } });
    expect(list.find('s3cret')?.tenantId).toBe('acme');
    expect(list.find('s3cre')).toBeUndefined();
    expect(list.find('')).toBeUndefined();
  });

  it('are long and differ when generated', () => {
    expect(generateToken()).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(generateToken()).not.toBe(generateToken());
  });
});
