import { effectiveTimeZone, isTimeZone } from './time-zone';

it('is the nearest zone that is set, else UTC', () => {
  expect(effectiveTimeZone(null, 'Europe/Berlin', 'Europe/Paris')).toBe('Europe/Berlin');
  expect(effectiveTimeZone(null, undefined, '')).toBe('UTC');
});

it('knows IANA zones, and takes offsets for none', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('UTC')).toBe(true);
  expect(isTimeZone('Europe/Nowhere')).toBe(false);
  expect(isTimeZone('+02:00')).toBe(false);
});
