import type { DriverCost, StationCommandOf, StationEventOf } from '@chargebus/contracts';
import { CostTeller } from './cost-teller';

const costing = (amount: string, more: Partial<DriverCost> = {}): DriverCost => ({
  ...{ amount, currency: 'EUR', final: false, at: null, meterWh: null, charging: true },
  ...more,
});
const reportOf = (transactionRef: string, kind = 'station.transaction.updated') => ({
  event: { kind, data: { transactionRef } } as unknown as StationEventOf<'station.transaction.updated'>,
  at: { epoch: 'e', seq: 1, index: 0 },
});

/** A teller whose clock and timers are the test's, with what it shows and what failed. */
function teller(
  cost: () => DriverCost | undefined | Promise<DriverCost>,
  status: () => 'accepted' | 'unsupported' | 'timeout' = () => 'accepted',
) {
  const shown: StationCommandOf<'show-cost'>[] = [];
  const failed: string[] = [];
  let asked = 0;
  const line = { free: Promise.resolve() };
  const site = {
    ask: async () => (asked++, cost()),
    free: () => line.free,
    show: async (command: StationCommandOf<'show-cost'>) => (shown.push(command), { status: status() }),
    failed: (error: unknown, ref: string) => failed.push(`${ref}: ${(error as Error).message}`),
  };
  const costs = new CostTeller(site, 30_000, () => Date.now());
  const hear = (ref: string): void => costs.take({ telling: 'running', report: reportOf(ref) });
  const end = (ref: string): void =>
    costs.take({ telling: 'in-answer', report: reportOf(ref, 'station.transaction.ended') });
  return { hear, end, amounts: () => shown.map(({ amount }) => amount), shown, failed, line, asked: () => asked };
}

describe('telling a station what its transactions cost', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells at most once in an interval, the newest, and only what has changed', async () => {
    let amount = '0.10';
    const { hear, amounts, asked } = teller(() => costing(amount));
    hear('tx');
    await jest.advanceTimersByTimeAsync(0);
    for (amount of ['0.20', '0.30']) hear('tx');
    await jest.advanceTimersByTimeAsync(29_000);
    expect(amounts()).toEqual(['0.10']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(amounts()).toEqual(['0.10', '0.30']);
    hear('tx');
    await jest.advanceTimersByTimeAsync(30_000);
    expect([amounts().length, asked()]).toEqual([2, 3]);
  });

  it('asks and tells nothing of a transaction whose end came before its round', async () => {
    const { hear, end, asked } = teller(() => costing('1.00'));
    hear('tx');
    end('tx');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(0);
  });

  it('tells nothing of one whose end came while the question was on its way, though a late report of it follows', async () => {
    let answer: (cost: DriverCost) => void = () => undefined;
    const { hear, end, shown } = teller(() => new Promise<DriverCost>((resolve) => (answer = resolve)));
    hear('tx');
    await jest.advanceTimersByTimeAsync(0);
    end('tx');
    hear('tx');
    answer(costing('0.90'));
    await jest.advanceTimersByTimeAsync(29_000);
    expect(shown).toEqual([]);
  });

  it('waits for the other calls to the station, and does not tell what is over by then', async () => {
    const { hear, end, shown, line } = teller(() => costing('0.90'));
    let free: () => void = () => undefined;
    line.free = new Promise((resolve) => (free = resolve));
    hear('tx');
    hear('other');
    await jest.advanceTimersByTimeAsync(1_000);
    end('tx');
    expect(shown).toEqual([]);
    free();
    await jest.advanceTimersByTimeAsync(0);
    expect(shown.map(({ transactionRef }) => transactionRef)).toEqual(['other']);
  });

  it('tells again what the station did not take, and stops calling one that does not know the call', async () => {
    let status: 'timeout' | 'unsupported' = 'timeout';
    const { hear, amounts } = teller(
      () => costing('0.10'),
      () => status,
    );
    for (let n = 0; n < 4; n++) {
      hear('tx');
      await jest.advanceTimersByTimeAsync(30_000);
      if (n === 1) status = 'unsupported';
    }
    expect(amounts()).toHaveLength(3);
  });

  it('survives a question or a call that fails: it is named, and the others are told', async () => {
    let fail = true;
    const { hear, amounts, failed } = teller(() => {
      if (!fail) return costing('0.10');
      fail = false;
      throw new Error('no such table');
    });
    hear('bad');
    hear('good');
    await jest.advanceTimersByTimeAsync(0);
    expect([failed, amounts()]).toEqual([['bad: no such table'], ['0.10']]);
    const broken = teller(
      () => costing('0.10'),
      () => {
        throw new Error('socket gone');
      },
    );
    broken.hear('tx');
    await jest.advanceTimersByTimeAsync(30_000);
    broken.hear('tx');
    await jest.advanceTimersByTimeAsync(30_000);
    expect(broken.failed).toEqual(['tx: socket gone', 'tx: socket gone']);
  });

  it('has news of no more transactions at a time than a station can have', async () => {
    const { hear, asked } = teller(() => undefined);
    for (let n = 0; n < 1_000; n++) hear(`tx-${n}`);
    await jest.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(100);
  });
});
