import { toBillingMonth } from './billing-month';

describe('toBillingMonth', () => {
  it('begins and ends at midnight of the zone, in summer time and in winter time', () => {
    expect(toBillingMonth('2026-03', 'Europe/Berlin')).toEqual({
      month: '2026-03',
      timeZone: 'Europe/Berlin',
      from: '2026-02-28T23:00:00.000Z',
      until: '2026-03-31T22:00:00.000Z',
    });
    expect(toBillingMonth('2026-12', 'America/New_York')).toMatchObject({
      from: '2026-12-01T05:00:00.000Z',
      until: '2027-01-01T05:00:00.000Z',
    });
  });

  it('leaves no gap between months, also where the clocks change at midnight of the first', () => {
    // In Asuncion and Havana clocks changed at midnight; in Jordan 2022-10 began the end of changes.
    for (const zone of ['America/Havana', 'America/Asuncion', 'Asia/Amman', 'Australia/Lord_Howe', 'Pacific/Apia']) {
      for (let n = 0; n < 240; n++) {
        const of = (index: number): string =>
          `${2010 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
        expect(toBillingMonth(of(n), zone).until).toBe(toBillingMonth(of(n + 1), zone).from);
      }
    }
  });
});
