import { FACT_STREAM, factSubject, STATION_STREAM, stationSubject } from '@chargebus/contracts';
import type { Fact, StationEvent, StationEventOf } from '@chargebus/contracts';
import { AdvisoryLocks, openDatabase } from '@chargebus/database';
import { testDatabase, testNats, type EmbeddedServer, type TestDatabase } from '@chargebus/embedded-infra';
import type { JetStreamManager } from 'nats';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { connectMessaging, messagingMigrations, Projection, type Messaging, type Projected } from '../index';
import type { ProjectionOptions } from '../projection';
import { until as untilHolds } from './until';

class Applied1700000000000 implements MigrationInterface {
  readonly name = 'Applied1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    // No key on purpose: what is applied twice shows as two rows.
    await runner.query(
      'CREATE TABLE applied (partition int, seq bigint, index int, label text, at bigserial, reader text)',
    );
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE applied');
  }
}

/** Polls until `condition` holds; a failure shows its source. */
export const until = (condition: () => Promise<boolean> | boolean, timeoutMs = 60_000): Promise<void> =>
  untilHolds(condition, condition.toString(), timeoutMs);

/** Children of a killed server may outlive it for a moment and refuse its successor. */
export async function restartKilled(server: EmbeddedServer): Promise<void> {
  await until(() =>
    server.restart().then(
      () => true,
      () => false,
    ),
  );
}

/** A log that keeps what was said, for looking at afterwards. */
export class HeardLogger {
  readonly lines: string[] = [];
  readonly info = (line: unknown): void => void this.lines.push(`info ${String(line)}`);
  readonly warn = (line: unknown): void => void this.lines.push(`warn ${String(line)}`);
  readonly error = (line: unknown): void => void this.lines.push(`error ${String(line)}`);
}

/** One process's share of the world: its own connections to NATS and PostgreSQL. */
export interface Replica {
  readonly messaging: Messaging;
  readonly dataSource: DataSource;
  readonly locks: AdvisoryLocks;
  readonly logger: HeardLogger;
  close(): Promise<void>;
}

export async function openReplica(o: {
  natsUrl: string;
  databaseUrl: string;
  partitions: number;
  streamReplicas?: 1 | 3;
}): Promise<Replica> {
  const logger = new HeardLogger();
  const messaging = await connectMessaging({
    url: o.natsUrl,
    name: 'test',
    partitions: o.partitions,
    replicas: o.streamReplicas ?? 1,
    logger,
    onClosed: () => undefined,
  });
  const dataSource = await openDatabase({
    url: o.databaseUrl,
    schema: 'test',
    entities: [],
    migrations: [...messagingMigrations, Applied1700000000000],
    applicationName: 'test',
  });
  const locks = new AdvisoryLocks(o.databaseUrl, 'test');
  const close = async (): Promise<void> => {
    await locks.close();
    await dataSource.destroy();
    await messaging.drain();
  };
  return { messaging, dataSource, locks, logger, close };
}

/** A nats-server of its own, a database, and replicas on them. */
export class LogFixture {
  readonly logger = new HeardLogger();
  private readonly replicas: Replica[] = [];
  private readonly projections: Projection<never>[] = [];

  private constructor(
    readonly nats: EmbeddedServer,
    readonly databaseUrl: string,
    readonly partitions: number,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async start(o: { partitions?: number; postgres?: EmbeddedServer } = {}): Promise<LogFixture> {
    const database: TestDatabase = o.postgres
      ? { url: o.postgres.url, drop: () => Promise.resolve() }
      : await testDatabase();
    const fixture = new LogFixture(await testNats(), database.url, o.partitions ?? 4, () => database.drop());
    await fixture.replica();
    await fixture.first.messaging.ensureStreams();
    return fixture;
  }

  get first(): Replica {
    return this.replicas[0]!;
  }

  get dataSource(): DataSource {
    return this.first.dataSource;
  }

  manager(): Promise<JetStreamManager> {
    return this.first.messaging.nc.jetstreamManager({ timeout: 30_000 });
  }

  async replica(natsUrl = this.nats.url): Promise<Replica> {
    const { databaseUrl, partitions } = this;
    const replica = await openReplica({ natsUrl, databaseUrl, partitions });
    this.replicas.push(replica);
    return replica;
  }

  /** A projection that writes a row per event, unless told otherwise; stopped with the fixture. */
  projection<E extends StationEvent | Fact = StationEvent>(
    o: Partial<ProjectionOptions<E>> = {},
    on: Replica = this.first,
  ): Projection<E> {
    const projection = new Projection<E>({
      name: 'reader',
      stream: STATION_STREAM,
      messaging: on.messaging,
      dataSource: on.dataSource,
      locks: on.locks,
      logger: this.logger,
      apply: (batch, tx) => writeApplied(batch, tx.em),
      ...o,
    });
    this.projections.push(projection as unknown as Projection<never>);
    return projection;
  }

  /** Appends one record straight to the stream. @returns its sequence */
  async append(partition: number, events: readonly unknown[], stream: 'STATION' | 'FACT' = 'STATION'): Promise<number> {
    return this.appendRaw(partition, JSON.stringify({ v: 1, events }), stream);
  }

  async appendRaw(partition: number, payload: string, stream: 'STATION' | 'FACT' = 'STATION'): Promise<number> {
    const subject = stream === FACT_STREAM ? factSubject(partition) : stationSubject(partition);
    return (await this.first.messaging.nc.jetstream({ timeout: 30_000 }).publish(subject, payload)).seq;
  }

  /** Labels applied, in the order they were applied. */
  async applied(partition?: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ label: string }[]>(
      'SELECT label FROM applied WHERE $1::int IS NULL OR partition = $1 ORDER BY at',
      [partition ?? null],
    );
    return rows.map((row) => row.label);
  }

  async untilApplied(count: number, timeoutMs?: number): Promise<void> {
    await until(async () => (await this.applied().catch(() => [])).length >= count, timeoutMs);
  }

  /** A clean table and fresh offsets' world for the next test: readers take names of their own. */
  async reset(): Promise<void> {
    for (const projection of this.projections.splice(0)) await projection.stop();
    for (const replica of this.replicas.splice(1)) await replica.close();
    await this.dataSource.query('TRUNCATE applied, reader_offset, outbox, quarantine, applied_row');
    const manager = await this.manager();
    for (const stream of [STATION_STREAM, FACT_STREAM]) {
      await manager.streams.delete(stream).catch(() => undefined);
    }
    await this.first.messaging.ensureStreams();
    this.logger.lines.length = 0;
  }

  async stop(): Promise<void> {
    for (const projection of this.projections.splice(0)) await projection.stop();
    for (const replica of this.replicas.splice(0)) await replica.close();
    await this.nats.stop();
    await this.dropDatabase();
  }
}

export async function writeApplied(
  batch: readonly Projected<StationEvent | Fact>[],
  em: { query(sql: string, parameters: unknown[]): Promise<unknown> },
): Promise<void> {
  await em.query(
    `INSERT INTO applied (partition, seq, index, label)
     SELECT * FROM unnest($1::int[], $2::bigint[], $3::int[], $4::text[])`,
    [
      batch.map((at) => at.partition),
      batch.map((at) => at.seq),
      batch.map((at) => at.index),
      batch.map(({ event }) => labelOf(event)),
    ],
  );
}

export function labelOf(event: StationEvent | Fact): string {
  return event.kind === 'station.disconnected' ? event.data.reason : 'id' in event ? event.id : event.kind;
}

/** The simplest event that carries a label. */
export function labelled(label: string, stationId = 'CP 1'): StationEventOf<'station.disconnected'> {
  return {
    kind: 'station.disconnected',
    tenantId: 'acme',
    stationId,
    link: { id: 'link', gatewayId: 'gateway', epoch: 1, ocppVersion: '1.6', transport: 'ws' },
    receivedAt: '2026-01-01T00:00:00.000Z',
    data: { code: 1000, reason: label },
  };
}

export function presenceFact(id: string, key = 'CP 1'): Fact {
  return {
    kind: 'station.presence-changed',
    id,
    tenantId: 'acme',
    key,
    at: '2026-01-01T00:00:00.000Z',
    actor: { type: 'service', id: 'registry' },
    data: { stationId: key, connected: true },
  };
}
