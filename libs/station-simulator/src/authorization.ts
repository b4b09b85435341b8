/** What the CSMS said to a token. */
export interface Verdict {
  /** OCPP's own word; only `Accepted` charges. */
  status: string;
  /** Tokens of one group may stop each other's sessions. */
  group?: string;
  expiresAt?: string;
}

export interface AuthorizationOptions<T> {
  ready(): boolean;
  now(): Date;
  keyOf(token: T): string;
  /** Asks the CSMS; undefined if it gave no answer. */
  call(token: T): Promise<Verdict | undefined>;
  unknownAllowedOffline(): boolean;
}

/** Who may charge here: the CSMS says so; while nobody answers, the cache and whether unknown tokens may charge. */
export class Authorization<T> {
  private readonly cache = new Map<string, Verdict>();

  constructor(private readonly o: AuthorizationOptions<T>) {}

  async ask(token: T): Promise<Verdict> {
    if (!this.o.ready()) return this.offline(token);
    const verdict = await this.o.call(token);
    if (!verdict) return this.offline(token);
    this.learn(token, verdict);
    return verdict;
  }

  learn(token: T, verdict: Verdict): void {
    // ConcurrentTx is of the moment and says nothing of the token.
    if (verdict.status !== 'ConcurrentTx') this.cache.set(this.o.keyOf(token).toLowerCase(), verdict);
  }

  forget(): void {
    this.cache.clear();
  }

  private offline(token: T): Verdict {
    const known = this.cache.get(this.o.keyOf(token).toLowerCase());
    if (known && (known.expiresAt === undefined || Date.parse(known.expiresAt) > this.o.now().getTime())) return known;
    return { status: !known && this.o.unknownAllowedOffline() ? 'Accepted' : 'Invalid' };
  }
}
