import type { DriverCost } from '@chargebus/contracts';
import { fitsDisplay, isAsked, isToTell } from './shown-cost';

const cost = (more: Partial<DriverCost> = {}): DriverCost => ({
  ...{ amount: '0.90', currency: 'EUR', final: false, at: null, meterWh: null, charging: true },
  ...more,
});

describe('a running cost', () => {
  it.each([
    ['is told when it is the first', cost(), { over: false, told: undefined }, true],
    ['is told when it has changed', cost(), { over: false, told: '0.80' }, true],
    ['is not told twice', cost(), { over: false, told: '0.90' }, false],
    ['is not told once the end is known', cost(), { over: true, told: undefined }, false],
    ['is not told where it is final: the end tells that', cost({ final: true }), { over: false, told: '0.80' }, false],
    ['is not told where nobody knows it', undefined, { over: false, told: '0.80' }, false],
    ['is told where it is free', cost({ amount: '0.00' }), { over: false, told: undefined }, true],
  ])('%s', (_what, news, known, tells) => {
    expect(isToTell(news, known)).toBe(tells);
  });

  it('is asked for where an answer or a call of the gateway tells it', () => {
    expect([isAsked('in-answer'), isAsked('running'), isAsked('final'), isAsked(undefined)]).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
  });

  it('fits a display of its own currency, or of one that is not known', () => {
    const fits = (costDisplay: { currency?: string }): boolean => fitsDisplay(cost(), { costDisplay });
    expect([fits({}), fits({ currency: 'eur' }), fits({ currency: 'USD' })]).toEqual([true, true, false]);
  });
});
