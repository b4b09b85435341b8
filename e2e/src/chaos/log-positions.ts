import { FACT_STREAM, factSubject, STATION_STREAM, stationSubject } from '@chargebus/contracts';
import { connect, NatsError, type NatsConnection } from 'nats';
import { Client } from 'pg';
import type { Servers } from '../support/servers';
import { until } from '../support/until';

const SCHEMAS = ['registry', 'sessions', 'billing'] as const;
const NO_MESSAGE_FOUND = 10037;

/** A server that was killed a moment ago may not have found its leader yet. */
const LOOK_MS = 60_000;
/** Each look costs connections and queries, which the services want too. */
const LOOK_EVERY_MS = 200;

/** Last sequences by partition. */
type Ends = number[];

/** How far the services' readers and outboxes are, seen from outside: by the log itself and by their tables. */
export class LogPositions {
  private constructor(
    private readonly nats: NatsConnection,
    private readonly databaseUrl: string,
    private readonly partitions: number,
  ) {}

  static async open(servers: Servers, partitions: number): Promise<LogPositions> {
    const nats = await connect({ servers: servers.natsUrl.split(','), maxReconnectAttempts: -1, name: 'chaos' });
    return new LogPositions(nats, servers.postgres.url, partitions);
  }

  /** Waits until all that is in the logs now is applied by every reader, and the facts that follow from it as well. */
  async caughtUp(timeoutMs: number): Promise<void> {
    const stationEnds = await this.endsOf(STATION_STREAM);
    await this.readTo(STATION_STREAM, stationEnds, timeoutMs);
    // Services answer facts with facts: sessions, then billing, then sessions again with the cost.
    for (let round = 0; round < 2; round++) {
      await this.published(timeoutMs);
      const factEnds = await this.endsOf(FACT_STREAM);
      await this.readTo(FACT_STREAM, factEnds, timeoutMs);
    }
  }

  /** Which nats-server leads the stations' log, counted from 0; 0 where there is one only. */
  async logLeader(): Promise<number> {
    const { cluster } = await until('the state of the log', async () => {
      const manager = await this.nats.jetstreamManager({ checkAPI: false });
      return manager.streams.info(STATION_STREAM);
    });
    return Number(/^node-(\d)$/.exec(cluster?.leader ?? '')?.[1] ?? 1) - 1;
  }

  /** Events that a service could not apply and put aside. */
  async quarantined(): Promise<string[]> {
    const rows = await this.query<{ reader: string; seq: string; error: string }>(
      (schema) => `SELECT reader, seq, error FROM ${schema}.quarantine`,
    );
    return rows.map(({ reader, seq, error }) => `${reader} put record ${seq} aside: ${error}`);
  }

  async close(): Promise<void> {
    await this.nats.close();
  }

  private async readTo(stream: string, ends: Ends, timeoutMs: number): Promise<void> {
    await until(
      `every reader of ${stream} to be at ${ends.join(', ')}`,
      async () => {
        const rows = await this.query<{ reader: string; partition: number; epoch: string; seq: string }>(
          (schema) => `SELECT reader, partition, epoch, seq FROM ${schema}.reader_offset`,
        );
        const behind = rows.filter(
          ({ epoch, partition, seq }) => epoch.startsWith(`${stream}@`) && Number(seq) < (ends[partition] ?? 0),
        );
        if (behind.length > 0) {
          throw new Error(behind.map(({ reader, partition, seq }) => `${reader} ${partition}: ${seq}`).join('; '));
        }
        return true;
      },
      timeoutMs,
      LOOK_EVERY_MS,
    );
  }

  private async published(timeoutMs: number): Promise<void> {
    const written = await this.query<{ schema: string; last: string | null }>(
      (schema) => `SELECT '${schema}' AS schema, max(id) AS last FROM ${schema}.outbox`,
    );
    const last = new Map(written.map((row) => [row.schema, row.last ?? '0']));
    await until(
      'all facts to be published',
      async () => {
        const waiting = await this.query<{ count: string }>(
          (schema) => `SELECT count(*) AS count FROM ${schema}.outbox WHERE id <= ${last.get(schema)}`,
        );
        return waiting.every(({ count }) => Number(count) === 0);
      },
      timeoutMs,
      LOOK_EVERY_MS,
    );
  }

  private endsOf(stream: string): Promise<Ends> {
    const subjectOf = stream === STATION_STREAM ? stationSubject : factSubject;
    const partitions = Array.from({ length: this.partitions }, (_, partition) => subjectOf(partition));
    return until(
      `the ends of ${stream}`,
      () => Promise.all(partitions.map((subject) => this.lastSeqOf(stream, subject))),
      LOOK_MS,
      LOOK_EVERY_MS,
    );
  }

  private async lastSeqOf(stream: string, subject: string): Promise<number> {
    const manager = await this.nats.jetstreamManager({ checkAPI: false });
    try {
      return (await manager.streams.getMessage(stream, { last_by_subj: subject })).seq;
    } catch (error) {
      if (error instanceof NatsError && error.api_error?.err_code === NO_MESSAGE_FOUND) return 0;
      throw error;
    }
  }

  private async query<T extends object>(sql: (schema: string) => string): Promise<T[]> {
    const client = new Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const results = [];
      for (const schema of SCHEMAS) results.push(...(await client.query<T>(sql(schema))).rows);
      return results;
    } finally {
      await client.end();
    }
  }
}
