import { gaps, intersect, lengthMs, union, type Interval } from './intervals';
import { decideUptime, monthOf, outagesOf, yearBefore, yearOf, YEAR_MINUTES, type PortRecord } from './uptime';

const t = (text: string): number => Date.parse(`${text}Z`);
const span = (from: string, to: string): Interval => ({ from: t(from), to: t(to) });
const MINUTE = 60_000;

describe('when a port is down', () => {
  const port = (o: Partial<PortRecord>): PortRecord => ({
    inServiceSince: t('2026-01-01T00:00'),
    asOf: t('2026-01-02T00:00'),
    links: [span('2025-12-31T00:00', '2026-01-03T00:00')],
    station: [],
    connectors: [[{ at: t('2026-01-01T00:00'), down: false }]],
    ...o,
  });
  const down = (at: string) => ({ at: t(`2026-01-01T${at}`), down: true });
  const up = (at: string) => ({ at: t(`2026-01-01T${at}`), down: false });
  const one = (from: string, to: string) => span(`2026-01-01T${from}`, to.includes('T') ? to : `2026-01-01T${to}`);

  it('is never, of one that is connected and available or in use', () => {
    expect(outagesOf(port({}))).toEqual([]);
  });

  it('is while its station is not connected, from its first day on', () => {
    const links = [one('06:00', '12:00'), one('12:00', '13:00'), one('20:00', '2026-01-09T00:00')];
    expect(outagesOf(port({ links }))).toEqual([one('00:00', '06:00'), one('13:00', '20:00')]);
  });

  it('is while its only connector is unavailable or faulted, until it is something else', () => {
    expect(outagesOf(port({ connectors: [[up('00:00'), down('03:00'), down('04:00'), up('05:00')]] }))).toEqual([
      one('03:00', '05:00'),
    ]);
    expect(outagesOf(port({ connectors: [[down('22:00')]] }))).toEqual([one('00:00', '2026-01-02T00:00')]);
  });

  it('is while none of its connectors works: it charges one vehicle at a time', () => {
    const connectors = [
      [up('00:00'), down('03:00'), up('10:00')],
      [up('00:00'), down('08:00'), up('12:00')],
    ];
    expect(outagesOf(port({ connectors }))).toEqual([one('08:00', '10:00')]);
  });

  it('is not made shorter by a connector that nothing was heard of yet', () => {
    const connectors = [[up('00:00'), down('03:00'), up('10:00')], [up('06:00')]];
    expect(outagesOf(port({ connectors }))).toEqual([one('03:00', '06:00')]);
  });

  it('is while the station as a whole is down, each minute once', () => {
    const links = [one('00:00', '04:00'), one('06:00', '2026-01-03T00:00')];
    const parts = { station: [down('02:00'), up('05:00')], connectors: [[up('00:00'), down('03:00'), up('07:00')]] };
    expect(outagesOf(port({ links, ...parts }))).toEqual([one('02:00', '07:00')]);
  });
});

describe('uptime by 23 CFR 680.116(b)', () => {
  const year = span('2026-01-01T00:00', '2027-01-01T00:00');
  const old = t('2020-01-01T00:00');
  const decide = (outages: Interval[], exclusions: Interval[] = [], window = year, inServiceSince = old) =>
    decideUptime({ outages: union(outages), exclusions, window, inServiceSince });

  it('worked by hand: 97 % is 15,768 minutes of outage a year', () => {
    const outage = { from: year.from, to: year.from + 15_768 * MINUTE };
    expect(decide([outage])).toEqual({
      ...{ basisMinutes: 525_600, outageMinutes: 15_768, excludedMinutes: 0, uptimePercent: 97 },
    });
    expect(decide([{ ...outage, to: outage.to + MINUTE }])?.uptimePercent).toBe(96.999);
  });

  it('worked by hand: three days down, of which a day of maintenance, entered twice, and a day before it', () => {
    // 3 x 1,440 = 4,320 out; 1,440 excluded: (525,600 - 2,880) / 525,600 = 99.4520...
    const outage = span('2026-03-10T00:00', '2026-03-13T00:00');
    const day = span('2026-03-11T00:00', '2026-03-12T00:00');
    const elsewhere = span('2026-03-08T00:00', '2026-03-10T00:00');
    expect(decide([outage], [day, { ...day }, span('2026-03-11T06:00', '2026-03-11T18:00'), elsewhere])).toEqual({
      ...{ basisMinutes: 525_600, outageMinutes: 4_320, excludedMinutes: 1_440, uptimePercent: 99.452 },
    });
  });

  it('counts an exclusion outside of outages for nothing', () => {
    expect(decide([], [year])).toMatchObject({ excludedMinutes: 0, uptimePercent: 100 });
  });

  it('measures a month by its own minutes, and an outage over its border in each', () => {
    const outage = span('2026-01-31T12:00', '2026-02-02T00:00');
    const january = decide([outage], [], monthOf(t('2026-01-20T00:00')));
    // 31 x 1,440 = 44,640, 720 out; 28 x 1,440 = 40,320, 1,440 out.
    expect(january).toMatchObject({ basisMinutes: 44_640, outageMinutes: 720, uptimePercent: 98.387 });
    const february = decide([outage], [], monthOf(t('2026-02-20T00:00')));
    expect(february).toMatchObject({ basisMinutes: 40_320, outageMinutes: 1_440, uptimePercent: 96.428 });
    expect(decide([], [], monthOf(t('2028-02-01T00:00')))?.basisMinutes).toBe(41_760);
  });

  it('takes 525,600 minutes for a year with a leap day too, and never goes below 0', () => {
    const leap = yearOf(monthOf(t('2028-06-15T00:00')));
    expect(leap).toEqual(span('2027-07-01T00:00', '2028-07-01T00:00'));
    const lost = decide([leap], [], leap);
    expect(lost).toMatchObject({ basisMinutes: YEAR_MINUTES, outageMinutes: 527_040, uptimePercent: 0 });
  });

  it('measures a port in service for less than a year from its first day', () => {
    // In service for 10 days = 14,400 minutes; a day out: 90 %.
    const since = t('2026-12-22T00:00');
    const outage = span('2026-12-20T00:00', '2026-12-23T00:00');
    expect(decide([outage], [], year, since)).toMatchObject({ basisMinutes: 14_400, uptimePercent: 90 });
    expect(decide([], [], year, year.to)).toBeNull();
  });

  it('rolls: the year before an instant has 525,600 minutes', () => {
    expect(lengthMs([yearBefore(t('2028-03-01T00:00'))])).toBe(YEAR_MINUTES * MINUTE);
  });
});

describe('months', () => {
  it('are of UTC, and go back over the year', () => {
    expect(monthOf(t('2026-01-31T23:59'))).toEqual({
      name: '2026-01',
      ...span('2026-01-01T00:00', '2026-02-01T00:00'),
    });
    expect(monthOf(t('2026-03-31T12:00'), 4).name).toBe('2025-11');
    expect(monthOf(t('2026-03-31T12:00'), 1)).toEqual({ name: '2026-02', ...span('2026-02-01', '2026-03-01') });
  });
});

/** The same numbers each time (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let x = Math.imul(a ^ (a >>> 15), 1 | a);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('uptime of any history', () => {
  const next = random(680_116);
  const some = (most: number): Interval[] =>
    Array.from({ length: Math.floor(next() * most) }, () => {
      const from = Math.floor(next() * 1_000);
      return { from, to: from + Math.floor(next() * 300) - 20 };
    });
  /** The plain way: minute by minute. */
  const has = (list: readonly Interval[], minute: number) => list.some(({ from, to }) => from <= minute && minute < to);
  const minutesOf = (wanted: (minute: number) => boolean, { from, to }: Interval): number =>
    Array.from({ length: to - from }, (_, n) => from + n).filter(wanted).length;

  it('is as counted minute by minute, from 0 to 100, and no exclusion lowers it', () => {
    const scale = (list: readonly Interval[]) => list.map(({ from, to }) => ({ from: from * MINUTE, to: to * MINUTE }));
    for (let round = 0; round < 300; round++) {
      const [outages, exclusions, more] = [some(8), some(6), some(3)];
      const window = { from: Math.floor(next() * 400), to: 401 + Math.floor(next() * 700) };
      const since = Math.floor(next() * 500);
      const decide = (excluded: Interval[]) =>
        decideUptime({
          outages: union(scale(outages)),
          exclusions: scale(excluded),
          window: scale([window])[0] as Interval,
          inServiceSince: since * MINUTE,
        });
      const service = { from: Math.max(since, window.from), to: window.to };
      const told = decide(exclusions);
      if (service.from >= service.to) {
        expect(told).toBeNull();
        continue;
      }
      expect(told).toMatchObject({
        basisMinutes: service.to - service.from,
        outageMinutes: minutesOf((minute) => has(outages, minute), service),
        excludedMinutes: minutesOf((minute) => has(outages, minute) && has(exclusions, minute), service),
      });
      const percent = told?.uptimePercent ?? -1;
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
      expect(decide([...exclusions, ...more])?.uptimePercent).toBeGreaterThanOrEqual(percent);
    }
  });

  it('stands on spans that add up', () => {
    for (let round = 0; round < 200; round++) {
      const [a, b] = [union(some(9)), union(some(9))];
      const within = { from: 100, to: 900 };
      expect(lengthMs(intersect(a, [within])) + lengthMs(gaps(a, within))).toBe(800);
      expect(lengthMs(union([...a, ...b]))).toBe(lengthMs(a) + lengthMs(b) - lengthMs(intersect(a, b)));
    }
  });
});
