import { reported, reportParts, shuffledWithRepeats } from '../../testing/report-parts';
import { decidePart, newestOfEach, type AskedReport, type PartDecision } from './device-model';
import { NO_PARTS } from './report-progress';
import { keyOf, labelOf, variableName } from './setting';

const ASKED_AT = '2026-01-01T12:00:00.000Z';
const full: AskedReport = { ...NO_PARTS, base: 'full', askedAt: ASKED_AT, completedAt: null, lastPartAt: null };
const parts = reportParts(
  { stationId: 'S', requestId: 7, at: '2026-01-01T12:00:05.000Z' },
  Array.from({ length: 9 }, (_, n) => [reported('C', `V${n}`, `${n}`), reported('D', `V${n}`, `${n}`)]),
);
const SEEDS = Array.from({ length: 50 }, (_, n) => n + 1);

/** What is left after these parts, taken one after the other. */
function afterAll(order: typeof parts): { report: AskedReport; values: Map<string, string | null>; replaced: number } {
  let report = full;
  const decisions: PartDecision[] = [];
  for (const part of order) {
    const decision = decidePart(report, part);
    decisions.push(decision);
    report = decision.report ?? report;
  }
  const settings = newestOfEach(decisions.flatMap((decision) => decision.settings));
  const values = new Map(settings.map(({ name, value }) => [keyOf(name), value]));
  return { report, values, replaced: decisions.filter(({ replacesBefore }) => replacesBefore !== null).length };
}

describe('a report in many parts', () => {
  const expected = new Map(parts.flatMap((_, n) => [[`c.v${n}`, `${n}`] as const, [`d.v${n}`, `${n}`] as const]));

  it.each(SEEDS)(
    'is the same whole, and replaces what it does not name once, in any order and with repeats (seed %i)',
    (seed) => {
      const { report, values, replaced } = afterAll(shuffledWithRepeats(parts, seed));
      expect(new Map([...values].sort())).toEqual(new Map([...expected].sort()));
      expect(report).toMatchObject({
        completedAt: '2026-01-01T12:00:05.000Z',
        seqNos: parts.map((_, n) => n),
        lastSeqNo: 8,
      });
      expect(replaced).toBe(1);
    },
  );

  it.each(SEEDS.slice(0, 9))('with a part missing gives what it has and replaces nothing (seed %i)', (seed) => {
    const missing = seed % parts.length;
    const { report, values, replaced } = afterAll(
      shuffledWithRepeats(
        parts.filter((_, n) => n !== missing),
        seed,
      ),
    );
    expect([report.completedAt, replaced, values.size]).toEqual([null, 0, expected.size - 2]);
  });

  it('of the configuration alone replaces nothing', () => {
    const [last] = reportParts({ stationId: 'S', requestId: 7, at: ASKED_AT }, [[reported('C', 'V', '1')]]);
    expect(decidePart({ ...full, base: 'configuration' }, last!)).toMatchObject({
      report: { completedAt: ASKED_AT },
      replacesBefore: null,
    });
  });

  it('counts from when it was asked for; one that nobody asked for from when it came', () => {
    const [part] = parts;
    expect(decidePart(full, part!).settings[0]?.readAt).toBe(ASKED_AT);
    expect(decidePart(null, part!).settings[0]?.readAt).toBe('2026-01-01T12:00:05.000Z');
    const late = {
      name: variableName({ component: 'c', variable: 'v0' }),
      value: 'newer',
      readAt: '2026-01-01T12:00:01.000Z',
    };
    expect(newestOfEach([late, ...decidePart(full, part!).settings])[0]).toBe(late);
  });

  it('of endless parts is never complete, and is not remembered part by part', () => {
    const [part] = parts;
    const endless = { ...part!, data: { ...part!.data, seqNo: 10_000, last: true } };
    expect(decidePart(full, endless).report).toBe(full);
  });
});

it('names a setting by all of its parts, without regard to case', () => {
  const name = variableName({
    ...{
      component: 'Connector',
      componentInstance: 'left',
      evseId: 1,
      connectorId: 2,
      variable: 'Power',
      instance: 'Peak',
    },
    attribute: 'max-set',
  });
  expect(labelOf(name)).toBe('Connector[left]@1/2.Power[Peak]');
  expect(keyOf(name)).toBe('connector[left]@1/2.power[peak]#max-set');
  expect(keyOf(variableName({ component: 'A', variable: 'B', evseId: 0 }))).toBe('a.b');
});
