import type { SessionCost } from '@chargebus/contracts';
import { decideDriverCost, type CostedSession } from './driver-cost';
import { isCounted, standingAfter } from './standing';
import type { SessionFact } from './session-course';

const AT = '2026-03-01T10:00:00.000Z';
const place = (seq: number, index = 0, epoch = 'log') => ({ epoch, seq, index });
const cost = (amount: string, final: boolean): SessionCost => ({ amount, net: amount, currency: 'EUR', final });
const session = (more: Partial<CostedSession> = {}): CostedSession => ({
  ...{ open: true, cost: cost('1.20', false), pricedUntil: AT },
  standing: { upTo: place(10), meterWh: 5_000, charging: true, endedAt: null },
  ...more,
});

const ended = (final: boolean): CostedSession => ({
  ...{ open: false, cost: cost('0.00', final), pricedUntil: AT },
  standing: { upTo: place(10), meterWh: 5_000, charging: false, endedAt: AT },
});
const tell = (known: CostedSession | null, position: ReturnType<typeof place>, at = AT) =>
  decideDriverCost(known, { position, at });

describe('what a driver is told', () => {
  it('is the running cost once the report is counted, and not before', () => {
    const running = { amount: '1.20', currency: 'EUR', final: false, at: AT, meterWh: 5_000, charging: true };
    expect(tell(session(), place(10))).toEqual(running);
    expect(tell(session(), place(9, 7))).toEqual(running);
    expect(tell(session(), place(10, 1))).toBe('wait');
    expect(tell(session(), place(9, 0, 'another log'))).toBe('wait');
    expect(tell(null, place(1))).toBe('wait');
  });

  it('is the final cost once the end is counted', () => {
    expect(tell(ended(true), place(10))).toMatchObject({ amount: '0.00', final: true, at: null });
    expect(tell(ended(true), place(11))).toBe('wait');
    expect(tell(ended(true), place(10, 0, 'another log'))).toBe('wait');
  });

  it('is not what an earlier session of the same name has cost', () => {
    expect(tell(ended(true), place(10), '2026-03-01T10:00:00.001Z')).toBe('wait');
    expect(tell(ended(true), place(9), '2026-03-01T09:59:00.000Z')).toMatchObject({ final: true });
  });

  it('is nothing without a tariff or where the bill is held: that is not free', () => {
    expect(tell(session({ cost: null }), place(10))).toBeNull();
    expect(tell(ended(false), place(10))).toBeNull();
    // An end that was estimated, and that the station now reports: what it comes to is not known before that is counted.
    expect(tell(ended(false), place(11))).toBe('wait');
  });
});

describe('how a session stands', () => {
  const fact = (cause: object | undefined, more: object = {}): SessionFact =>
    ({
      data: {
        cause,
        session: { meterStartWh: 1_000, meterStopWh: null, energyWh: 200, status: 'charging', endedAt: null, ...more },
      },
    }) as never;

  it('counts up to the newest report, whatever came late or from people', () => {
    const first = standingAfter(null, fact(place(5)));
    expect(first).toEqual({ upTo: place(5), meterWh: 1_200, charging: true, endedAt: null });
    expect(standingAfter(first, fact(place(3))).upTo).toEqual(place(5));
    expect(standingAfter(first, fact(undefined, { status: 'suspended-ev' }))).toMatchObject({
      upTo: place(5),
      charging: false,
    });
    expect(standingAfter(first, fact(place(1, 0, 'new log'))).upTo).toEqual(place(1, 0, 'new log'));
    expect(standingAfter(first, fact(place(6), { meterStopWh: 1_300 })).meterWh).toBe(1_300);
    expect(standingAfter(null, fact(place(6), { meterStartWh: null })).meterWh).toBeNull();
    expect(isCounted(place(5), null)).toBe(false);
  });
});
