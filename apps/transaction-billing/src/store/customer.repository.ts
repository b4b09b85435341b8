import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { Seller } from '../domain/invoice';

/** What is printed of a customer. */
export interface CustomerDetails {
  name: string;
  address: string | null;
  email: string | null;
  vatId: string | null;
}

export interface Customer extends CustomerDetails {
  id: string;
  /** Uids, in upper case. */
  tokens: string[];
  tokenGroupIds: string[];
  createdAt: string;
}

export interface Holding {
  kind: 'token' | 'token-group';
  value: string;
}

const SELECT_CUSTOMERS = `SELECT c.id, c.details, c.created_at,
  coalesce((SELECT jsonb_agg(jsonb_build_object('kind', kind, 'value', value) ORDER BY value) FROM customer_holding h
    WHERE h.tenant_id = c.tenant_id AND h.customer_id = c.id AND valid_until IS NULL), '[]') AS holdings
  FROM customer c WHERE c.tenant_id = $1 AND c.deleted_at IS NULL`;

interface CustomerRow {
  id: string;
  details: CustomerDetails;
  created_at: string;
  holdings: Holding[];
}

/** A customer that is not deleted. */
export async function findCustomer(em: EntityManager, tenantId: string, id: string): Promise<Customer | undefined> {
  const [row] = await em.query<CustomerRow[]>(`${SELECT_CUSTOMERS} AND c.id = $2`, [tenantId, id]);
  return row && toCustomer(row);
}

/** What is printed of a customer, deleted ones too: they still get their last invoice. */
export async function findCustomerDetails(
  em: EntityManager,
  tenantId: string,
  id: string,
): Promise<CustomerDetails | undefined> {
  const [row] = await em.query<{ details: CustomerDetails }[]>(
    'SELECT details FROM customer WHERE tenant_id = $1 AND id = $2',
    [tenantId, id],
  );
  return row?.details;
}

/** Customers in the order of their ids, `limit + 1` of them. */
export async function listCustomers(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<Customer[]> {
  const rows = await em.query<CustomerRow[]>(
    `${SELECT_CUSTOMERS} AND ($2::text IS NULL OR c.id > $2) ORDER BY c.id LIMIT $3`,
    [tenantId, page.after ?? null, page.limit + 1],
  );
  return rows.map(toCustomer);
}

/** Whoever changes who owns what in this tenant waits until this transaction ends. */
export async function lockHoldings(em: EntityManager, tenantId: string): Promise<void> {
  await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`holdings:${tenantId}`]);
}

export async function saveCustomer(
  em: EntityManager,
  tenantId: string,
  customer: { id: string; details: CustomerDetails; at: string; deletedAt: string | null },
  actor: Actor,
): Promise<void> {
  await em.query(
    `INSERT INTO customer (tenant_id, id, details, created_at, changed_at, deleted_at, actor_type, actor_id)
     VALUES ($1, $2, $3, $4, $4, $5, $6, $7) ON CONFLICT (tenant_id, id) DO UPDATE SET details = EXCLUDED.details,
       changed_at = EXCLUDED.changed_at, deleted_at = EXCLUDED.deleted_at,
       actor_type = EXCLUDED.actor_type, actor_id = EXCLUDED.actor_id`,
    [
      tenantId,
      customer.id,
      JSON.stringify(customer.details),
      customer.at,
      customer.deletedAt,
      ...[actor.type, actor.id],
    ],
  );
}

/** Who owns, or owned until after `since`, what a customer is to own from `since` on. */
export async function findOtherHolders(
  em: EntityManager,
  tenantId: string,
  customerId: string,
  holdings: readonly Holding[],
  since: string,
): Promise<(Holding & { customerId: string; until: string | null })[]> {
  return em.query(
    `SELECT h.kind, h.value, h.customer_id AS "customerId", h.valid_until AS until FROM customer_holding h
     JOIN unnest($2::text[], $3::text[]) AS w (kind, value) ON w.kind = h.kind AND w.value = h.value
     WHERE h.tenant_id = $1 AND h.customer_id <> $4 AND (h.valid_until IS NULL OR h.valid_until > $5)
     ORDER BY h.kind, h.value`,
    [tenantId, holdings.map(({ kind }) => kind), holdings.map(({ value }) => value), customerId, since],
  );
}

/** Ends what the customer owns and is not among `kept`, at `at`; what never began is taken away. */
export async function endHoldings(
  em: EntityManager,
  tenantId: string,
  customerId: string,
  kept: readonly Holding[],
  at: string,
): Promise<void> {
  const values = [tenantId, customerId, kept.map(({ kind }) => kind), kept.map(({ value }) => value), at];
  const dropped = `tenant_id = $1 AND customer_id = $2 AND valid_until IS NULL
    AND (kind, value) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))`;
  await em.query(`DELETE FROM customer_holding WHERE ${dropped} AND valid_from >= $5`, values);
  await em.query(`UPDATE customer_holding SET valid_until = $5 WHERE ${dropped}`, values);
}

/** Gives the customer what it does not own yet, from `since` on. What it owned before without a gap goes on. */
export async function beginHoldings(
  em: EntityManager,
  tenantId: string,
  customerId: string,
  holdings: readonly Holding[],
  since: string,
): Promise<void> {
  const values = [tenantId, customerId, holdings.map(({ kind }) => kind), holdings.map(({ value }) => value), since];
  const wanted = '(SELECT * FROM unnest($3::text[], $4::text[]))';
  await em.query(
    `UPDATE customer_holding h SET valid_until = NULL WHERE tenant_id = $1 AND customer_id = $2
       AND (kind, value) IN ${wanted} AND valid_from <= $5 AND valid_until >= $5`,
    values,
  );
  await em.query(
    `INSERT INTO customer_holding (tenant_id, kind, value, valid_from, customer_id)
     SELECT $1, w.kind, w.value, $5, $2 FROM unnest($3::text[], $4::text[]) AS w (kind, value)
     WHERE NOT EXISTS (SELECT 1 FROM customer_holding h WHERE h.tenant_id = $1 AND h.kind = w.kind AND h.value = w.value
       AND h.valid_until IS NULL)`,
    values,
  );
}

/** Whether the tenant knows a token group: a session used it or a customer owned it. */
export async function isKnownTokenGroup(em: EntityManager, tenantId: string, id: string): Promise<boolean> {
  const [row] = await em.query<{ known: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM invoice_item WHERE tenant_id = $1 AND token_group_id = $2)
       OR EXISTS (SELECT 1 FROM customer_holding WHERE tenant_id = $1 AND kind = 'token-group' AND value = $2) AS known`,
    [tenantId, id],
  );
  return row?.known === true;
}

export async function findSeller(em: EntityManager, tenantId: string): Promise<Seller | undefined> {
  const [row] = await em.query<{ details: Seller }[]>('SELECT details FROM seller WHERE tenant_id = $1', [tenantId]);
  return row?.details;
}

export async function saveSeller(em: EntityManager, tenantId: string, seller: Seller, actor: Actor): Promise<void> {
  await em.query(
    `INSERT INTO seller (tenant_id, details, changed_at, actor_type, actor_id) VALUES ($1, $2, now(), $3, $4)
     ON CONFLICT (tenant_id) DO UPDATE SET details = EXCLUDED.details, changed_at = now(),
       actor_type = EXCLUDED.actor_type, actor_id = EXCLUDED.actor_id`,
    [tenantId, JSON.stringify(seller), actor.type, actor.id],
  );
}

function toCustomer({ id, details, created_at: createdAt, holdings }: CustomerRow): Customer {
  const values = (wanted: Holding['kind']): string[] =>
    holdings.flatMap(({ kind, value }) => (kind === wanted ? [value] : []));
  return { id, ...details, tokens: values('token'), tokenGroupIds: values('token-group'), createdAt };
}
