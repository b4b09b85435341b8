import { QueryFailedError } from 'typeorm';
import { isOutage } from './outage';

const sqlError = (code: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('from the server'), { code }));

describe('isOutage', () => {
  it.each(['08006', '08P01', '40001', '40P01', '53300', '57P01', '57P03', '57014', '55P03', '25006', '58030'])(
    'says %s will pass',
    (code) => expect(isOutage(sqlError(code))).toBe(true),
  );

  it.each(['23505', '23503', '22P02', '22P05', '42P01', '21000', 'P0001', '25P02', 'XX000'])(
    'says %s is the work’s own fault',
    (code) => expect(isOutage(sqlError(code))).toBe(false),
  );

  it('knows connections that fail, wherever the error is wrapped', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });
    expect(isOutage(refused)).toBe(true);
    expect(isOutage(Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' }))).toBe(true);
    expect(isOutage(new AggregateError([refused, new TypeError('x')]))).toBe(false);
    expect(isOutage(new Error('while saving', { cause: refused }))).toBe(true);
    expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isOutage(Object.assign(new Error('no socket'), { code: 'ENOENT', syscall: 'connect' }))).toBe(true);
  });

  it('does not take errors of code or files for outages', () => {
    expect(isOutage(new TypeError('x is undefined'))).toBe(false);
    expect(isOutage(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false);
    expect(isOutage(undefined)).toBe(false);
    expect(isOutage('57P01')).toBe(false);
  });
});
