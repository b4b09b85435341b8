import { StatementNames } from './statement-names';

const use = (names: StatementNames, text: string, times: number): (string | undefined)[] =>
  Array.from({ length: times }, () => names.nameOf(text));

describe('names of prepared statements', () => {
  it('are given to texts that come again and again', () => {
    const names = new StatementNames();
    expect(use(names, 'SELECT $1', 6)).toEqual([undefined, undefined, undefined, undefined, 's1', 's1']);
    expect(use(names, 'SELECT $2', 5).at(-1)).toBe('s2');
  });

  it('are renewed once, whoever says how often that the old one is stale', () => {
    const names = new StatementNames();
    use(names, 'SELECT $1', 5);
    names.renew('SELECT $1', 's1');
    names.renew('SELECT $1', 's1');
    expect(names.nameOf('SELECT $1')).toBe('s2');
  });

  it('are bounded in number: what comes later is sent without', () => {
    const names = new StatementNames();
    for (let n = 0; n < 1_000; n++) use(names, `SELECT ${n} + $1`, 5);
    expect(names.nameOf('SELECT 399 + $1')).toBe('s400');
    expect(names.nameOf('SELECT 400 + $1')).toBeUndefined();
    names.renew('SELECT 399 + $1', 's400');
    expect(names.nameOf('SELECT 399 + $1')).toBeUndefined();
  });
});
