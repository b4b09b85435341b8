import type { Actor, Fact } from '@chargebus/contracts';
import { ALL_TENANTS, inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import type { DataSource, EntityManager } from 'typeorm';

/** Who writes, and for which tenant; a REST caller fits. */
export interface Author {
  readonly tenantId: string;
  readonly actor: Actor;
}

/** Opens the transactions of firmware distribution: rows and facts are committed together or not at all. */
export class FirmwareStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
  ) {}

  /** `work` gives its result and the facts of it. A running relay of this process learns of the commit by itself. */
  write<T>(author: Author, work: (em: EntityManager) => Promise<{ result: T; facts: readonly Fact[] }>): Promise<T> {
    return inTenant(this.dataSource, author.tenantId, async (em) => {
      const { result, facts } = await work(em);
      await writeOutbox(em, facts, this.partitions);
      return result;
    });
  }

  read<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.dataSource, tenantId, work);
  }

  /** For what is nobody's: looking after files. */
  readAll<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.dataSource, ALL_TENANTS, work);
  }
}
