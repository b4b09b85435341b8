export type Check = () => Promise<void> | void;

export interface CheckState {
  readonly name: string;
  readonly state: 'up' | 'down';
  /** Why it is down. */
  readonly error?: string;
}

/** How long a check may take before it counts as down. */
const CHECK_TIMEOUT_MS = 2_000;

/**
 * Is this process alive, and is it ready for traffic. A check that throws, or takes more than two seconds, makes it not
 * ready; so does the beginning of its shutdown.
 */
export class Health {
  private readonly checks = new Map<string, Check>();
  private stopping = false;

  /** Adds a check to readiness, or replaces the one of that name. It says "not ready" by throwing. */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  remove(name: string): void {
    this.checks.delete(name);
  }

  /** From now on not ready, whatever the checks say: the first step of a shutdown. */
  stop(): void {
    this.stopping = true;
  }

  /** Runs all checks at once. */
  async ready(): Promise<{ ready: boolean; checks: CheckState[] }> {
    const checks = await Promise.all([...this.checks].map(([name, check]) => stateOf(name, check)));
    if (this.stopping) checks.unshift({ name: 'process', state: 'down', error: 'shutting down' });
    return { ready: checks.every(({ state }) => state === 'up'), checks };
  }
}

async function stateOf(name: string, check: Check): Promise<CheckState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([Promise.resolve().then(check), late]);
    return { name, state: 'up' };
  } catch (error) {
    return { name, state: 'down', error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
