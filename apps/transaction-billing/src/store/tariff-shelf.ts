import type { EntityManager } from 'typeorm';
import type { TariffVersion } from '../domain/tariff';
import { getTariffVersion } from './tariff.repository';

const MOST_KEPT = 1_000;

/**
 * Tariff versions at hand: a version never changes, so what was read once stays true, in the database it was read from. One that lost its
 * last commits may give the number of a version again: `clear` when the connection to it is lost.
 */
export class TariffShelf {
  private readonly kept = new Map<string, TariffVersion>();

  async get(em: EntityManager, tenantId: string, ref: { id: string; version: number }): Promise<TariffVersion> {
    const key = `${tenantId}/${ref.id}/${ref.version}`;
    const known = this.kept.get(key);
    if (known) return known;
    const read = await getTariffVersion(em, tenantId, ref.id, ref.version);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(key, read);
    return read;
  }

  clear(): void {
    this.kept.clear();
  }
}
