import type { CommandOutcome, DriverCost, StationCommandOf } from '@chargebus/contracts';
import type { LoggedReport } from '../verdicts/cost-desk';
import { isToTell, type CostToTell } from './shown-cost';

/** No answer waits for it, so billing may take its time. */
const WAIT_MS = 5_000;
/** Transactions that one station may have news of at a time: it names them, and may name any number. */
const MOST_RUNNING = 100;

export interface CostTellerSite {
  ask(report: LoggedReport, waitMs: number): Promise<DriverCost | undefined>;
  /** Resolves as soon as no call to the station is open: what is shown must not wait behind one and be old by then. */
  free(): Promise<void>;
  show(command: StationCommandOf<'show-cost'>): Promise<Pick<CommandOutcome, 'status'>>;
  /** Takes note of what went wrong with the cost of one transaction. */
  failed(error: unknown, transactionRef: string): void;
}

/** A transaction that runs, as far as its driver was told of it. */
interface Running {
  readonly ref: string;
  /** What nobody has asked about yet. */
  news: LoggedReport | undefined;
  told: string | undefined;
  over: boolean;
}

/**
 * Tells one station what its transactions cost while they run, by calls of their own, where its answers do not: when the cost has
 * changed, in rounds that are some seconds apart. Best effort: what is lost with a link or a gateway the next report brings again,
 * and the bill never depends on it. Nothing that fails here harms the link.
 */
export class CostTeller {
  private readonly running = new Map<string, Running>();
  private timer: NodeJS.Timeout | undefined;
  private lastRoundAt = -Infinity;
  private stopped = false;

  /** @param intervalMs - between the begins of two rounds, at least */
  constructor(
    private readonly site: CostTellerSite,
    private readonly intervalMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A report is in the log. After the end of a transaction nothing more is told of it. */
  take({ telling, report }: CostToTell): void {
    const { kind, data } = report.event;
    if (this.stopped || data.transactionRef === undefined) return;
    if (kind === 'station.transaction.ended') this.end(data.transactionRef);
    else if (telling === 'running') this.note(data.transactionRef, report);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const ref of [...this.running.keys()]) this.end(ref);
  }

  private note(ref: string, report: LoggedReport): void {
    const known = this.running.get(ref) ?? { ref, news: undefined, told: undefined, over: false };
    known.news = report;
    this.running.delete(ref);
    this.running.set(ref, known);
    const [oldest] = this.running.keys();
    if (this.running.size > MOST_RUNNING && oldest !== undefined) this.end(oldest);
    this.plan();
  }

  private end(ref: string): void {
    const known = this.running.get(ref);
    if (known) known.over = true;
    this.running.delete(ref);
  }

  private plan(): void {
    if (this.timer !== undefined || this.stopped || this.withNews().length === 0) return;
    const inMs = Math.max(0, this.lastRoundAt + this.intervalMs - this.now());
    // Whatever fails in a round is caught for its transaction.
    this.timer = setTimeout(() => void this.round(), inMs).unref();
  }

  private withNews(): Running[] {
    return [...this.running.values()].filter(({ news }) => news !== undefined);
  }

  /** Asks about all at once, and shows one after the other. */
  private async round(): Promise<void> {
    this.lastRoundAt = this.now();
    const asked = this.withNews().map((running) => ({ running, cost: this.ask(running) }));
    for (const { running, cost } of asked) await this.show(running, await cost);
    this.timer = undefined;
    this.plan();
  }

  private async ask(running: Running): Promise<DriverCost | undefined> {
    const report = running.news as LoggedReport;
    running.news = undefined;
    try {
      return await this.site.ask(report, WAIT_MS);
    } catch (error) {
      this.site.failed(error, running.ref);
      return undefined;
    }
  }

  /** A station that does not know such calls is not called again over this link. */
  private async show(running: Running, cost: DriverCost | undefined): Promise<void> {
    try {
      await this.site.free();
      if (this.stopped || !isToTell(cost, running)) return;
      const { amount, currency, at, meterWh, charging } = cost;
      const { status } = await this.site.show({
        ...{ type: 'show-cost', transactionRef: running.ref, amount, currency, final: false, charging },
        ...(at !== null && { at }),
        ...(meterWh !== null && { meterWh }),
      });
      if (status === 'unsupported') this.stop();
      else if (status === 'accepted') running.told = amount;
    } catch (error) {
      this.site.failed(error, running.ref);
    }
  }
}
