import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The Prometheus metrics of one process. Each getter makes the metric at its first call and returns it afterwards. */
export class Metrics {
  readonly registry = new Registry();

  /** @param service - value of the label `service` on every metric */
  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string = string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return this.existing<Counter<L>>(name) ?? new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** @param collect - sets the gauge each time the metrics are read */
  gauge<L extends string = string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => Promise<void> | void,
  ): Gauge<L> {
    const found = this.existing<Gauge<L>>(name);
    if (found !== undefined) return found;
    const options = { name, help, labelNames, registers: [this.registry] };
    if (collect === undefined) return new Gauge(options);
    const gauge: Gauge<L> = new Gauge({ ...options, collect: () => collect(gauge) });
    return gauge;
  }

  /** @param buckets - upper bounds, in the unit that the name ends in; default: 1 ms to 10 s, for names in seconds */
  histogram<L extends string = string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  ): Histogram<L> {
    return (
      this.existing<Histogram<L>>(name) ??
      new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] })
    );
  }

  /** All metrics in Prometheus' text format. */
  render(): Promise<string> {
    return this.registry.metrics();
  }

  private existing<M>(name: string): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }
}
