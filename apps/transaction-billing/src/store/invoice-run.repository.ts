import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { Payer } from '../domain/invoice';

/** Invoices for all payers of a month. */
export interface InvoiceRun {
  id: string;
  month: string;
  createdAt: string;
  endedAt: string | null;
}

/** What became of one payer in one currency. */
export interface InvoiceRunResult {
  payer: Payer;
  currency: string;
  outcome: 'issued' | 'existing' | 'nothing' | 'failed';
  invoiceId: string | null;
  /** Why it failed. */
  detail: string | null;
}

interface RunRow {
  id: string;
  month: string;
  created_at: string;
  ended_at: string | null;
}

const COLUMNS = 'id, month, created_at, ended_at';
const toRun = (row: RunRow): InvoiceRun => ({
  ...{ id: row.id, month: row.month, createdAt: row.created_at, endedAt: row.ended_at },
});

/** Begins a run of this month, or finds the one that is going on. */
export async function beginRun(
  em: EntityManager,
  tenantId: string,
  run: { id: string; month: string; at: string },
  actor: Actor,
): Promise<InvoiceRun> {
  await em.query(
    `INSERT INTO invoice_run (tenant_id, id, month, created_at, actor_type, actor_id) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, month) WHERE ended_at IS NULL DO NOTHING`,
    [tenantId, run.id, run.month, run.at, actor.type, actor.id],
  );
  const [row] = await em.query<RunRow[]>(
    `SELECT ${COLUMNS} FROM invoice_run WHERE tenant_id = $1 AND (id = $2 OR (month = $3 AND ended_at IS NULL)) ORDER BY id DESC`,
    [tenantId, run.id, run.month],
  );
  if (!row) throw new Error(`the invoice run of ${run.month} ended a moment ago`);
  return toRun(row);
}

export async function findRun(em: EntityManager, tenantId: string, id: string): Promise<InvoiceRun | undefined> {
  const [row] = await em.query<RunRow[]>(`SELECT ${COLUMNS} FROM invoice_run WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    id,
  ]);
  return row && toRun(row);
}

/** Runs that are not over, of all tenants, oldest first. */
export async function findOpenRuns(em: EntityManager): Promise<(InvoiceRun & { tenantId: string; actor: Actor })[]> {
  const rows = await em.query<(RunRow & { tenant_id: string; actor_type: Actor['type']; actor_id: string })[]>(
    `SELECT tenant_id, actor_type, actor_id, ${COLUMNS} FROM invoice_run WHERE ended_at IS NULL ORDER BY created_at`,
  );
  return rows.map((row) => ({
    ...toRun(row),
    tenantId: row.tenant_id,
    actor: { type: row.actor_type, id: row.actor_id },
  }));
}

export async function saveRunResult(
  em: EntityManager,
  tenantId: string,
  runId: string,
  { payer, currency, outcome, invoiceId, detail }: InvoiceRunResult,
): Promise<void> {
  await em.query(
    `INSERT INTO invoice_run_result (tenant_id, run_id, payer_kind, payer_id, currency, outcome, invoice_id, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [tenantId, runId, payer.kind, payer.id, currency, outcome, invoiceId, detail],
  );
}

export async function endRun(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.query('UPDATE invoice_run SET ended_at = now() WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL', [
    tenantId,
    id,
  ]);
}

/** Results of a run in the order of payers, `limit + 1` of them. */
export async function listRunResults(
  em: EntityManager,
  tenantId: string,
  runId: string,
  page: { limit: number; after: [kind: string, id: string, currency: string] | undefined },
): Promise<InvoiceRunResult[]> {
  const rows = await em.query<
    (Pick<InvoiceRunResult, 'currency' | 'outcome' | 'detail'> & {
      payer_kind: Payer['kind'];
      payer_id: string;
      invoice_id: string | null;
    })[]
  >(
    `SELECT payer_kind, payer_id, currency, outcome, invoice_id, detail FROM invoice_run_result
     WHERE tenant_id = $1 AND run_id = $2 AND ($3::text IS NULL OR (payer_kind, payer_id, currency) > ($3, $4, $5))
     ORDER BY payer_kind, payer_id, currency LIMIT $6`,
    [tenantId, runId, ...(page.after ?? [null, null, null]), page.limit + 1],
  );
  return rows.map(({ payer_kind: kind, payer_id: id, invoice_id: invoiceId, ...row }) => ({
    ...{ payer: { kind, id }, currency: row.currency, outcome: row.outcome, invoiceId, detail: row.detail },
  }));
}

/** How many of a run's results there are of each outcome. */
export async function countRunResults(
  em: EntityManager,
  tenantId: string,
  runId: string,
): Promise<Partial<Record<InvoiceRunResult['outcome'], number>>> {
  const rows = await em.query<{ outcome: InvoiceRunResult['outcome']; n: number }[]>(
    'SELECT outcome, count(*) AS n FROM invoice_run_result WHERE tenant_id = $1 AND run_id = $2 GROUP BY outcome',
    [tenantId, runId],
  );
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
}
