import { hasCutFraction, isLegalTime, readTime } from './times';

describe('times of stations', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['UTC with milliseconds', '2025-06-01T10:00:00.123Z', '2025-06-01T10:00:00.123Z', undefined],
    ['UTC without a fraction', '2025-06-01T10:00:00Z', '2025-06-01T10:00:00.000Z', undefined],
    ['an offset of nothing', '2025-06-01T10:00:00+00:00', '2025-06-01T10:00:00.000Z', undefined],
    ['an offset', '2025-06-01T10:00:00.5+05:30', '2025-06-01T04:30:00.500Z', undefined],
    ['an offset to the west', '2025-06-01T23:30:00-02:00', '2025-06-02T01:30:00.000Z', undefined],
    ['lower case letters', '2025-06-01t10:00:00.000z', '2025-06-01T10:00:00.000Z', undefined],
    ['a leap second', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', undefined],
    ['nine fraction digits', '2025-06-01T10:00:00.123456789Z', '2025-06-01T10:00:00.123Z', 'time-fraction-cut'],
    ['summer time without a zone', '2025-06-01T12:00:00', '2025-06-01T10:00:00.000Z', 'time-without-zone'],
    ['winter time without a zone', '2025-01-01T12:00:00.250', '2025-01-01T11:00:00.250Z', 'time-without-zone'],
    ['just before the clocks go forward', '2025-03-30T01:59:59', '2025-03-30T00:59:59.000Z', 'time-without-zone'],
    ['just after the clocks went forward', '2025-03-30T03:00:00', '2025-03-30T01:00:00.000Z', 'time-without-zone'],
    ['an offset without a colon', '2025-06-01T10:00:00+0200', '2025-06-01T08:00:00.000Z', 'time-odd-offset'],
    ['an offset of hours', '2025-06-01T10:00:00+02', '2025-06-01T08:00:00.000Z', 'time-odd-offset'],
    ['a space for the T', '2025-06-01 10:00:00Z', '2025-06-01T10:00:00.000Z', 'time-odd-format'],
    ['a comma before the fraction', '2025-06-01T10:00:00,5Z', '2025-06-01T10:00:00.500Z', 'time-odd-format'],
    ['no seconds and one digit', '2025-6-1T9:05Z', '2025-06-01T09:05:00.000Z', 'time-odd-format'],
    ['29 February of a common year', '2023-02-29T10:00:00Z', '2023-03-01T10:00:00.000Z', 'time-impossible-date'],
    ['29 February of a leap year', '2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z', undefined],
    ['29 February of 1900', '1900-02-29T10:00:00Z', '1900-03-01T10:00:00.000Z', 'time-impossible-date'],
    ['1970', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z', undefined],
    ['the year 1', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', undefined],
    ['a year after all others', '9999-12-31T23:59:59-01:00', undefined, undefined],
    ['a 13th month', '2025-13-01T10:00:00Z', undefined, undefined],
    ['a 25th hour', '2025-06-01T25:00:00Z', undefined, undefined],
    ['a date', '2025-06-01', undefined, undefined],
    ['nothing', '', undefined, undefined],
    ['words', 'yesterday', undefined, undefined],
  ])('%s', (_title, text, at, remark) => {
    expect(readTime(text, 'Europe/Berlin')).toEqual(at === undefined ? undefined : { at, ...(remark && { remark }) });
    // What is legal needs no remark but for what is cut off.
    if (isLegalTime(text) && at !== undefined) expect([undefined, 'time-fraction-cut']).toContain(remark);
    else expect([undefined, 'time-fraction-cut'].includes(remark) && at !== undefined).toBe(false);
  });

  it('is UTC where the zone is unknown or none is given', () => {
    for (const zone of [undefined, 'UTC', 'Mars/Olympus']) {
      expect(readTime('2025-06-01T12:00:00', zone)?.at).toBe('2025-06-01T12:00:00.000Z');
    }
    expect(readTime('2025-06-01T12:00:00', 'Asia/Kolkata')?.at).toBe('2025-06-01T06:30:00.000Z');
    expect(readTime('2025-06-01T12:00:00', 'America/Los_Angeles')?.at).toBe('2025-06-01T19:00:00.000Z');
  });

  it('reads no time out of anything but text', () => {
    expect([readTime(5), readTime(null), readTime(undefined), readTime({})]).toEqual(Array(4).fill(undefined));
  });

  it('notices fractions that are cut', () => {
    expect(hasCutFraction('2025-06-01T10:00:00.123456Z')).toBe(true);
    expect(hasCutFraction('2025-06-01T10:00:00.123+00:00')).toBe(false);
  });
});
