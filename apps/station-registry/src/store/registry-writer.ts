import type { Actor, Fact, FactKind, FactOf } from '@chargebus/contracts';
import { bulkUpsert, inOneStatement, inTenant } from '@chargebus/database';
import { outboxInsert, outboxWritten, writeOutbox } from '@chargebus/messaging';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** Who writes, and for which tenant; a REST caller fits. */
export interface Author {
  readonly tenantId: string;
  readonly actor: Actor;
}

/** The registry itself, where it acts unasked: a policy, a lease, a sweep. */
export const REGISTRY_ACTOR: Actor = { type: 'service', id: 'station-registry' };

/** One transaction of the registry: its rows, its change log and its facts are committed together or not at all. */
export class RegistryTransaction {
  /** The time of everything written in it. */
  readonly at = new Date().toISOString();
  private readonly facts: Fact[] = [];

  constructor(
    readonly em: EntityManager,
    readonly author: Author,
    private readonly partitions: number,
  ) {}

  get tenantId(): string {
    return this.author.tenantId;
  }

  /** Records who did what to what: `change` holds what was asked, never a secret. */
  logChange(subject: string, subjectId: string, action: string, change: object): Promise<void> {
    return this.logChanges(subject, [subjectId], action, change);
  }

  /** The same change of several subjects. */
  logChanges(subject: string, subjectIds: readonly string[], action: string, change: object): Promise<void> {
    return this.logEach(
      subject,
      subjectIds.map((id) => ({ id, action, change })),
    );
  }

  /** Changes of several subjects, each its own. */
  async logEach(subject: string, changes: readonly { id: string; action: string; change: object }[]): Promise<void> {
    const { actor, tenantId } = this.author;
    await bulkUpsert(this.em, {
      table: 'change',
      columns: {
        tenant_id: 'text',
        id: 'uuid',
        at: 'timestamptz',
        actor_type: 'text',
        actor_id: 'text',
        subject: 'text',
        subject_id: 'text',
        action: 'text',
        change: 'jsonb',
      },
      rows: changes.map(({ id, action, change }) => ({
        ...{ tenant_id: tenantId, id: uuidv7(), at: this.at, actor_type: actor.type, actor_id: actor.id },
        ...{ subject, subject_id: id, action, change },
      })),
    });
  }

  /** Publishes a fact with the commit; facts of one station keep their order. `id` is given where it must be the same again. */
  publish<K extends FactKind>(kind: K, stationId: string, data: FactOf<K>['data'], id: string = uuidv7()): void {
    this.facts.push(toFact(this.author, this.at, { kind, stationId, data, id }));
  }

  async flush(): Promise<void> {
    if (this.facts.length > 0) await writeOutbox(this.em, this.facts, this.partitions);
  }
}

function toFact<K extends FactKind>(
  { actor, tenantId }: Author,
  at: string,
  { kind, stationId, data, id = uuidv7() }: { kind: K; stationId: string; data: FactOf<K>['data']; id?: string },
): Fact {
  return { kind, id, tenantId, key: stationId, at, actor, data } as Fact;
}

/** Opens the registry's transactions. A running relay of this process learns of each commit by itself. */
export class RegistryWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /** @returns what `work` returns, once committed; @throws what it throws, after the rollback. */
  write<T>(author: Author, work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    return inTenant(this.dataSource, author.tenantId, async (em) => {
      const tx = new RegistryTransaction(em, author, this.partitions);
      const result = await work(tx);
      await tx.flush();
      return result;
    });
  }

  /** Reads in one transaction of the tenant, as of one moment. */
  read<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.dataSource, tenantId, work, { snapshot: true });
  }

  /** One statement as a transaction of its own, in one round trip; `sql` and `values` as `inOneStatement` takes them. */
  once<T>(tenantId: string, sql: string, values: readonly unknown[]): Promise<T[]> {
    return inOneStatement<T>(this.dataSource, tenantId, sql, values);
  }

  /**
   * The same, and a fact about a station with it, if the CTE `saying.from` gave a row.
   * @param select - the last SELECT, after the CTEs of `sql`
   */
  async onceSaying<T, K extends FactKind>(
    author: Author,
    { sql, select, values }: { sql: string; select: string; values: readonly unknown[] },
    saying: { from: string; at: string; kind: K; stationId: string; data: FactOf<K>['data'] },
  ): Promise<T[]> {
    const fact = toFact(author, saying.at, saying);
    const outbox = outboxInsert([fact], this.partitions, { from: saying.from, firstParameter: values.length + 2 });
    const rows = await this.once<T>(author.tenantId, `${sql}, said AS (${outbox.sql}) ${select}`, [
      ...values,
      ...outbox.values,
    ]);
    outboxWritten(this.dataSource);
    return rows;
  }
}
