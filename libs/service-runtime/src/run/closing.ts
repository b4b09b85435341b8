import type { Logger } from '../logs/logger';

interface Step {
  readonly rank: number;
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** The order in which a process lets go: who uses something is closed before it. */
export const CLOSE = { readiness: 0, app: 1, messaging: 2, databases: 3, ground: 4, signals: 5 } as const;

/** However late it is, each step gets at least this long: an unclosed database is worse than a second more. */
const LEAST_MS = 1_000;

/** What has to be closed at the end, in the order of `CLOSE`; within one rank the last opened first. Bounded in time. */
export class Closing {
  private readonly steps: Step[] = [];
  private closing: Promise<boolean> | undefined;
  private readonly aborted = new AbortController();

  constructor(
    private readonly logger: Logger,
    private readonly timeoutMs: number,
  ) {}

  /** Aborted when closing begins: what still opens can give up. */
  get signal(): AbortSignal {
    return this.aborted.signal;
  }

  /** Adds a step. What opened too late, after closing had begun, is closed at once. */
  async add(rank: number, name: string, run: Step['run']): Promise<void> {
    const step = { rank, name, run };
    if (this.closing !== undefined) await this.run(step, LEAST_MS);
    else this.steps.unshift(step);
  }

  /** Runs all steps, once however often it is called. False if one of them failed or took too long. */
  close(): Promise<boolean> {
    this.closing ??= this.runAll();
    return this.closing;
  }

  private async runAll(): Promise<boolean> {
    this.aborted.abort();
    const deadline = Date.now() + this.timeoutMs;
    let clean = true;
    for (const step of this.steps.toSorted((a, b) => a.rank - b.rank)) {
      const done = await this.run(step, Math.max(LEAST_MS, deadline - Date.now()));
      clean &&= done;
    }
    return clean;
  }

  private async run(step: Step, limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${Math.round(limitMs)} ms`)), limitMs);
    });
    try {
      await Promise.race([Promise.resolve().then(step.run), late]);
      this.logger.debug(`closed: ${step.name}`);
      return true;
    } catch (error) {
      this.logger.error({ err: error }, `could not close ${step.name} cleanly`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
