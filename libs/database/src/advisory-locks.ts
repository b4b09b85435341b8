import { Client } from 'pg';

const PING_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;
const PING = 'SELECT $1 = $1 AS held';
const UNLOCK = 'SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS held';

/**
 * Session-level advisory locks by name, all on one dedicated connection that re-connects itself when next used.
 *
 * Holding a lock saves work, it proves nothing: the server may have ended the session a moment ago and given the lock to
 * someone else (messaging rule 9). Whoever writes under it must fence its writes.
 */
export class AdvisoryLocks {
  private connection: Promise<Client> | undefined;
  private readonly names = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private ping: NodeJS.Timeout | undefined;
  private closed = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly applicationName: string,
  ) {}

  /**
   * Takes the lock `name` if nobody has it; true as well if it is held here already.
   * @throws the connection's error if PostgreSQL is away; what was held is lost then.
   */
  async tryHold(name: string): Promise<boolean> {
    const client = await this.connect();
    if (this.names.has(name)) return true;
    const held = await this.ask(client, 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', name);
    // The connection may have dropped between the answer and this line: then nothing is held.
    if (!held || (await this.connection?.catch(() => undefined)) !== client) return false;
    // Two callers at once were both granted it (locks count per session): keep one count.
    if (this.names.has(name)) await this.ask(client, UNLOCK, name);
    this.names.add(name);
    return true;
  }

  /** Lets go of `name`; nothing happens if it is not held, or if the connection is gone and the lock with it. */
  async release(name: string): Promise<void> {
    if (!this.names.delete(name)) return;
    const client = await this.connection?.catch(() => undefined);
    if (client !== undefined) await this.ask(client, UNLOCK, name).catch(() => false);
  }

  /** The names held as far as is known here. */
  held(): string[] {
    return [...this.names];
  }

  /** Called when the connection dropped: everything held is gone. Listeners must not throw. Returns how to stop listening. */
  onLost(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Ends the connection, which lets go of everything. `onLost` is not called. */
  async close(): Promise<void> {
    this.closed = true;
    this.names.clear();
    clearInterval(this.ping);
    const client = await this.connection?.catch(() => undefined);
    this.connection = undefined;
    await client?.end().catch(() => undefined);
  }

  private connect(): Promise<Client> {
    if (this.closed) return Promise.reject(new Error('the advisory locks are closed'));
    this.connection ??= this.open();
    return this.connection;
  }

  private async open(): Promise<Client> {
    const client = new Client({
      connectionString: this.url,
      application_name: `${this.applicationName} locks`,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      // A server that does not answer is as lost as one that closed: the session's end is only a matter of time.
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
    });
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    try {
      await client.connect();
    } catch (error) {
      this.connection = undefined;
      throw error;
    }
    this.ping = setInterval(() => void this.ask(client, PING, '').catch(() => undefined), PING_EVERY_MS);
    this.ping.unref();
    return client;
  }

  private async ask(client: Client, sql: string, name: string): Promise<boolean> {
    // One statement at a time: pg's own queue is deprecated.
    const asked = this.last.then(() => client.query<{ held: boolean }>(sql, [name]));
    this.last = asked.catch(() => undefined);
    try {
      const { rows } = await asked;
      return rows[0]?.held === true;
    } catch (error) {
      this.lose(client); // unanswered: whether the lock was granted is unknown, so the session must end
      throw error;
    }
  }

  private lose(client: Client): void {
    void this.connection?.then(
      (current) => {
        if (current !== client || this.closed) return;
        this.connection = undefined;
        clearInterval(this.ping);
        this.names.clear();
        client.end().catch(() => undefined);
        for (const listener of this.listeners) listener();
      },
      () => undefined,
    );
  }
}
