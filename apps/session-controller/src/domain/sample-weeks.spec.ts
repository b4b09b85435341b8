import { decideUpkeep } from './sample-weeks';

const o = { now: new Date('2026-03-04T10:00:00.000Z'), retentionDays: 30, weeksAhead: 2 };

it('makes tables for this week and those ahead, from Monday to Monday, those alone that are missing', () => {
  const { create } = decideUpkeep(['sample_default', 'sample_w20260309'], o);
  expect(create).toEqual([
    { table: 'sample_w20260302', from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' },
    { table: 'sample_w20260316', from: '2026-03-16T00:00:00.000Z', to: '2026-03-23T00:00:00.000Z' },
  ]);
});

it('drops a week when its last moment is older than what is kept, and no other table', () => {
  const tables = ['sample_default', 'sample_w20260202', 'sample_w20260126', 'sample_w20260119', 'samples_of_somebody'];
  expect(decideUpkeep(tables, o)).toMatchObject({
    drop: ['sample_w20260119', 'sample_w20260126'],
    keepFrom: '2026-02-02T10:00:00.000Z',
  });
  const before = { ...o, now: new Date('2026-03-03T23:59:59.000Z') };
  expect(decideUpkeep(tables, before).drop).toEqual(['sample_w20260119']);
});
