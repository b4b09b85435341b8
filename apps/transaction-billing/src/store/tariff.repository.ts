import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { connectorKey, type AssignedTariff, type Assignment, type TariffContext } from '../domain/choose-tariff';
import type { TariffRef } from '../domain/bill';
import type { PriceBound, TariffElement, TariffVersion } from '../domain/tariff';

/** A tariff version with what people see of it. */
export interface StoredTariff extends TariffVersion {
  assignments: Assignment[];
  createdAt: string;
  /** Since when sessions do not get it any more; absent while they do. */
  deletedAt?: string;
}

interface TariffRow {
  id: string;
  version: number;
  name: string;
  currency: string;
  vat_percent: string;
  elements: TariffElement[];
  min_price: PriceBound | null;
  max_price: PriceBound | null;
  created_at: string;
  deleted_at: string | null;
  level: string | null;
  value: string | null;
  assigned_at: string | null;
}

const COLUMNS =
  't.id, t.version, t.name, t.currency, t.vat_percent, t.elements, t.min_price, t.max_price, t.created_at, t.deleted_at';
const WITH_ASSIGNMENTS = `FROM tariff t LEFT JOIN tariff_assignment a
  ON a.tenant_id = t.tenant_id AND a.tariff_id = t.id AND a.version = t.version`;

/** Stores a tariff version and its assignments; versions are never changed afterwards. */
export async function insertTariff(
  em: EntityManager,
  tenantId: string,
  tariff: StoredTariff,
  actor: Actor,
): Promise<void> {
  await em.query(
    `INSERT INTO tariff (tenant_id, id, version, name, currency, vat_percent, elements, created_at, actor_type, actor_id,
       min_price, max_price) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tenantId,
      tariff.id,
      tariff.version,
      tariff.name,
      tariff.currency,
      tariff.vatPercent,
      JSON.stringify(tariff.elements),
      tariff.createdAt,
      actor.type,
      actor.id,
      tariff.minPrice && JSON.stringify(tariff.minPrice),
      tariff.maxPrice && JSON.stringify(tariff.maxPrice),
    ],
  );
  for (const assignment of tariff.assignments) {
    const [level, value] = Object.entries(assignment)[0] as [string, string | true];
    await em.query(
      `INSERT INTO tariff_assignment (tenant_id, tariff_id, version, level, value, assigned_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [tenantId, tariff.id, tariff.version, level, String(value), tariff.createdAt],
    );
  }
}

/** The number of a tariff's newest version; whoever makes the next waits until this transaction ends. */
export async function lockNewestVersion(em: EntityManager, tenantId: string, id: string): Promise<number | undefined> {
  const rows = await em.query<{ version: number }[]>(
    `SELECT version FROM tariff WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL ORDER BY version FOR UPDATE`,
    [tenantId, id],
  );
  return rows.at(-1)?.version;
}

/** Marks all versions; none is removed. */
export async function markDeleted(
  em: EntityManager,
  tenantId: string,
  id: string,
  by: { at: string; actor: Actor },
): Promise<void> {
  await em.query(
    'UPDATE tariff SET deleted_at = $3, deleted_by_type = $4, deleted_by_id = $5 WHERE tenant_id = $1 AND id = $2',
    [tenantId, id, by.at, by.actor.type, by.actor.id],
  );
}

/**
 * Whether the newest version of this tariff is assigned as the default, and that of no other one. Whoever asks so at the same time for
 * another tariff of the tenant waits until this transaction ends: else both would be told no.
 */
export async function isOnlyDefault(em: EntityManager, tenantId: string, id: string): Promise<boolean> {
  await em.query(`SELECT pg_advisory_xact_lock(hashtextextended('billing:default-tariff:' || $1, 0))`, [tenantId]);
  const rows = await em.query<{ id: string }[]>(
    `SELECT t.id FROM tariff t JOIN tariff_assignment a
       ON a.tenant_id = t.tenant_id AND a.tariff_id = t.id AND a.version = t.version AND a.level = 'default'
     WHERE t.tenant_id = $1 AND t.deleted_at IS NULL
       AND t.version = (SELECT max(version) FROM tariff WHERE tenant_id = $1 AND id = t.id)`,
    [tenantId],
  );
  return rows.length === 1 && rows[0]?.id === id;
}

/** A version of a tariff; unless told the newest, if it is not deleted. A version that is told is there as long as its bills. */
export async function findTariff(
  em: EntityManager,
  tenantId: string,
  id: string,
  version?: number,
): Promise<StoredTariff | undefined> {
  const rows = await em.query<TariffRow[]>(
    `SELECT ${COLUMNS}, a.level, a.value, a.assigned_at ${WITH_ASSIGNMENTS}
     WHERE t.tenant_id = $1 AND t.id = $2 AND ($3::integer IS NOT NULL OR t.deleted_at IS NULL)
       AND t.version = coalesce($3::integer, (SELECT max(version) FROM tariff WHERE tenant_id = $1 AND id = $2))`,
    [tenantId, id, version ?? null],
  );
  return toTariffs(rows)[0];
}

/** Tariffs, newest first, `limit + 1` of them so that the caller sees whether there are more. */
export async function listTariffs(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: [createdAt: string, id: string] | undefined },
): Promise<StoredTariff[]> {
  const rows = await em.query<TariffRow[]>(
    `SELECT ${COLUMNS}, a.level, a.value, a.assigned_at
     FROM (SELECT * FROM tariff n WHERE n.tenant_id = $1 AND n.deleted_at IS NULL
             AND n.version = (SELECT max(version) FROM tariff WHERE tenant_id = $1 AND id = n.id)
             AND ($2::timestamptz IS NULL OR (n.created_at, n.id) < ($2, $3::uuid))
           ORDER BY n.created_at DESC, n.id DESC LIMIT $4) t
     LEFT JOIN tariff_assignment a ON a.tenant_id = t.tenant_id AND a.tariff_id = t.id AND a.version = t.version
     ORDER BY t.created_at DESC, t.id DESC`,
    [tenantId, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
  );
  return toTariffs(rows);
}

/** One version, as a session pinned it. */
export async function getTariffVersion(
  em: EntityManager,
  tenantId: string,
  id: string,
  version: number,
): Promise<TariffVersion> {
  const rows = await em.query<TariffRow[]>(
    `SELECT ${COLUMNS}, NULL AS level, NULL AS value, NULL AS assigned_at FROM tariff t
     WHERE t.tenant_id = $1 AND t.id = $2 AND t.version = $3`,
    [tenantId, id, version],
  );
  const tariff = toTariffs(rows)[0];
  if (!tariff) throw new Error(`tariff ${id} version ${version} of tenant ${tenantId} is gone`);
  return tariff;
}

/** Where and when a tariff is looked for. */
export interface TariffSearch {
  tenantId: string;
  context: TariffContext;
  at: string;
}

/** For each search the tariffs assigned to anything of its context, of each the version in force at its time. */
export async function findAssigned(
  em: EntityManager,
  searches: readonly TariffSearch[],
): Promise<AssignedTariff<TariffRef>[][]> {
  const targets = searches.flatMap(({ tenantId, context, at }, n) =>
    targetsOf(context).map(([level, value]) => ({ n, tenantId, at, level, value })),
  );
  const rows = await em.query<(TariffRef & { n: number; level: string; value: string; assigned_at: string })[]>(
    `SELECT s.n, t.id, t.version, a.level, a.value, a.assigned_at
     FROM unnest($1::integer[], $2::text[], $3::timestamptz[], $4::text[], $5::text[]) AS s (n, tenant, at, level, value)
     JOIN tariff_assignment a
       ON a.tenant_id = s.tenant AND a.level = s.level AND a.value = s.value AND a.assigned_at <= s.at
     JOIN tariff t ON t.tenant_id = a.tenant_id AND t.id = a.tariff_id AND t.version = a.version
       AND (t.deleted_at IS NULL OR t.deleted_at > s.at)
     WHERE NOT EXISTS (SELECT 1 FROM tariff n WHERE n.tenant_id = t.tenant_id AND n.id = t.id
       AND n.version > t.version AND n.created_at <= s.at)
     ORDER BY a.assigned_at, t.id`,
    [
      targets.map(({ n }) => n),
      targets.map(({ tenantId }) => tenantId),
      targets.map(({ at }) => at),
      targets.map(({ level }) => level),
      targets.map(({ value }) => value),
    ],
  );
  const found: AssignedTariff<TariffRef>[][] = searches.map(() => []);
  for (const { n, id, version, level, value, assigned_at: assignedAt } of rows) {
    found[n]?.push({ tariff: { id, version }, assignment: toAssignment(level, value), assignedAt });
  }
  return found;
}

function targetsOf(context: TariffContext): [level: string, value: string][] {
  const targets: [level: string, value: string][] = [
    ['default', 'true'],
    ['stationId', context.stationId],
    ['connectorId', connectorKey(context)],
    ...context.groupIds.map((id): [string, string] => ['groupId', id]),
  ];
  if (context.locationId !== null) targets.push(['locationId', context.locationId]);
  if (context.tokenGroupId !== null) targets.push(['tokenGroupId', context.tokenGroupId]);
  return targets;
}

function toTariffs(rows: TariffRow[]): StoredTariff[] {
  const byId = new Map<string, StoredTariff>();
  for (const row of rows) {
    const deleted = row.deleted_at !== null && { deletedAt: row.deleted_at };
    const { created_at: createdAt } = row;
    const tariff = byId.get(row.id) ?? { ...toVersion(row), assignments: [], createdAt, ...deleted };
    if (row.level !== null && row.value !== null) tariff.assignments.push(toAssignment(row.level, row.value));
    byId.set(row.id, tariff);
  }
  return [...byId.values()];
}

function toVersion(row: TariffRow): TariffVersion {
  const { id, version, name, currency, elements, min_price: minPrice, max_price: maxPrice } = row;
  const bounds = { ...(minPrice && { minPrice }), ...(maxPrice && { maxPrice }) };
  return { id, version, name, currency, vatPercent: row.vat_percent, elements, ...bounds };
}

function toAssignment(level: string, value: string): Assignment {
  return (level === 'default' ? { default: true } : { [level]: value }) as Assignment;
}
