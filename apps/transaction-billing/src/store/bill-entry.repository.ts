import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Bill, BillEntry } from '../domain/bill';
import type { HeldFor } from '../domain/decide-bill';
import type { Price } from '../domain/price';

/** An entry as it is stored: which of its bill's it is. */
export interface StoredEntry {
  bill: Bill;
  seq: number;
  entry: BillEntry;
}

/**
 * Takes the next numbers of tenants. Their counters stay locked until the transaction ends, and what it took is given back if it
 * fails: numbers have no gaps. To be called last, for the lock is a tenant's.
 * @param wanted - tenant -> how many
 * @param counter - whose numbers
 * @returns tenant -> the first of them
 */
export async function takeNumbers(
  em: EntityManager,
  wanted: ReadonlyMap<string, number>,
  counter: 'bill_counter' | 'invoice_counter' = 'bill_counter',
): Promise<Map<string, number>> {
  if (wanted.size === 0) return new Map();
  const tenants = [...wanted.keys()].sort();
  const rows = await em.query<{ tenant_id: string; last: number }[]>(
    `INSERT INTO ${counter} AS c (tenant_id, last) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (tenant_id) DO UPDATE SET last = c.last + EXCLUDED.last RETURNING tenant_id, last`,
    [tenants, tenants.map((tenant) => wanted.get(tenant))],
  );
  return new Map(rows.map(({ tenant_id, last }) => [tenant_id, Number(last) - (wanted.get(tenant_id) ?? 0) + 1]));
}

export async function insertEntries(em: EntityManager, entries: readonly StoredEntry[]): Promise<void> {
  await bulkUpsert(em, {
    table: 'bill_entry',
    columns: {
      tenant_id: 'text',
      bill_id: 'uuid',
      seq: 'integer',
      kind: 'text',
      number: 'bigint',
      held_for: 'text',
      tariff_id: 'uuid',
      tariff_version: 'integer',
      price: 'jsonb',
      reason: 'text',
      at: 'timestamptz',
      actor_type: 'text',
      actor_id: 'text',
    },
    rows: entries.map(({ bill, seq, entry }) => ({
      tenant_id: bill.tenantId,
      bill_id: bill.id,
      seq,
      kind: entry.kind,
      number: entry.number,
      held_for: entry.heldFor,
      tariff_id: entry.tariff?.id,
      tariff_version: entry.tariff?.version,
      price: entry.price,
      reason: entry.reason,
      at: entry.at,
      actor_type: entry.actor.type,
      actor_id: entry.actor.id,
    })),
  });
}

interface EntryRow {
  kind: BillEntry['kind'];
  number: number | null;
  held_for: HeldFor | null;
  tariff_id: string | null;
  tariff_version: number | null;
  price: Price | null;
  reason: string | null;
  at: string;
  actor_type: BillEntry['actor']['type'];
  actor_id: string;
}

/** A bill's history, oldest first. */
export async function listEntries(em: EntityManager, tenantId: string, billId: string): Promise<BillEntry[]> {
  const rows = await em.query<EntryRow[]>(
    'SELECT * FROM bill_entry WHERE tenant_id = $1 AND bill_id = $2 ORDER BY seq',
    [tenantId, billId],
  );
  return rows.map((row) => ({
    kind: row.kind,
    numbered: row.number !== null,
    number: row.number,
    heldFor: row.held_for,
    tariff:
      row.tariff_id !== null && row.tariff_version !== null ? { id: row.tariff_id, version: row.tariff_version } : null,
    price: row.price,
    reason: row.reason,
    at: row.at,
    actor: { type: row.actor_type, id: row.actor_id },
  }));
}
