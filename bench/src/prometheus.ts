/** One sample of Prometheus' text format. */
export interface MetricSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus' text format. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/([a-z_0-9]+)="([^"]*)"/gi)].map(([, key, text]) => [key, text]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
  });
}

/** A histogram's growth between two readings: upper bound of each bucket to how many are at or below it. */
export type Buckets = Map<number, number>;

/** Buckets of the histogram `name` by the value of `label`, as they grew from `before` to `after`. */
export function bucketGrowth(
  before: readonly MetricSample[],
  after: readonly MetricSample[],
  name: string,
  label: string,
): Map<string, Buckets> {
  const grown = new Map<string, Buckets>();
  const count = (samples: readonly MetricSample[], sign: 1 | -1): void => {
    for (const { name: sampled, labels, value } of samples) {
      if (sampled !== `${name}_bucket`) continue;
      const of = labels[label] ?? '';
      const buckets = grown.get(of) ?? new Map<number, number>();
      const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
      grown.set(of, buckets.set(bound, (buckets.get(bound) ?? 0) + sign * value));
    }
  };
  count(after, 1);
  count(before, -1);
  return grown;
}

/** The value below which `share` of a histogram lies, taken as evenly spread within its bucket; in the histogram's unit. */
export function histogramPercentile(buckets: Buckets, share: number): number {
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const wanted = (buckets.get(Infinity) ?? 0) * share;
  let [below, countBelow] = [0, 0];
  for (const bound of bounds) {
    const count = buckets.get(bound) ?? 0;
    if (count >= wanted && count > countBelow) {
      if (bound === Infinity) return below;
      return below + ((bound - below) * (wanted - countBelow)) / (count - countBelow);
    }
    [below, countBelow] = [bound, count];
  }
  return below;
}
