interface Waiting<K, V> {
  readonly key: K;
  resolve(value: V): void;
  reject(error: unknown): void;
}

const KEYS_A_LOOKUP = 500;

/**
 * Look-ups by key of which one query is under way at a time: what is asked meanwhile goes together into the next. A lone
 * question is asked at once; under load one query answers many. Nothing is remembered.
 */
export class GatheredLookup<K, V> {
  private waiting: Waiting<K, V>[] = [];
  private running = false;

  /** @param load - gives the values of `keys`, in their order; its error fails the questions of that query only */
  constructor(private readonly load: (keys: K[]) => Promise<V[]>) {}

  find(key: K): Promise<V> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const asked = this.waiting.splice(0, KEYS_A_LOOKUP);
      try {
        const values = await this.load(asked.map(({ key }) => key));
        asked.forEach(({ resolve }, n) => resolve(values[n] as V));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.running = false;
  }
}
