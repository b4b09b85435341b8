import type { EntityManager } from 'typeorm';
import type { Capabilities } from '../../domain/configuration/capabilities';
import { statusesOf, type Ending, type PublicStatus } from '../../domain/commands/command';
import { CommandRow } from './command.row';
import type { Author, RegistryWriter } from '../registry-writer';

/** PostgreSQL types of the columns, by property. */
const COLUMNS = {
  id: 'id uuid',
  type: 'type text',
  parameters: 'parameters jsonb',
  status: 'status text',
  idempotencyKey: 'idempotency_key text',
  fingerprint: 'fingerprint text',
  actorType: 'actor_type text',
  actorId: 'actor_id text',
  createdAt: 'created_at timestamptz',
  deadlineAt: 'deadline_at timestamptz',
  inLine: 'in_line boolean',
  expiresAt: 'expires_at timestamptz',
  budgetMs: 'budget_ms integer',
} as const satisfies Partial<Record<keyof CommandRow, string>>;
const PROPERTIES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const columns = PROPERTIES.map((property) => COLUMNS[property].split(' ') as [name: string, type: string]);

const OPEN = `
  found AS (SELECT s.tenant_id, s.id FROM tenant JOIN station s ON s.tenant_id = tenant.id
    WHERE s.id = $2 AND s.deleted_at IS NULL),
  written AS (
    INSERT INTO command (tenant_id, station_id, ${columns.map(([name]) => name).join(', ')})
    SELECT found.tenant_id, found.id, ${columns.map(([, type], n) => `$${n + 3}::${type}`).join(', ')} FROM found
    ON CONFLICT DO NOTHING RETURNING id
  )
  SELECT EXISTS (SELECT 1 FROM found) AS found, EXISTS (SELECT 1 FROM written) AS written,
    coalesce(st.connected, false) AS connected, st.link_epoch AS "linkEpoch"
  FROM tenant LEFT JOIN station_state st ON st.tenant_id = tenant.id AND st.station_id = $2`;

/** What opening a command found. */
export interface CommandOpening {
  /** There is such a station, and it is not deleted. */
  found: boolean;
  /** The row was written; false if a command of the tenant has the same idempotency key. */
  written: boolean;
  connected: boolean;
  linkEpoch: number | null;
}

/** Writes a command of a station, in one round trip and committed. */
export async function openCommand(writer: RegistryWriter, row: CommandRow): Promise<CommandOpening> {
  const values = PROPERTIES.map((name) => (name === 'parameters' ? json(row[name]) : row[name]));
  const [opening] = await writer.once<CommandOpening>(row.tenantId, OPEN, [row.stationId, ...values]);
  return opening as CommandOpening;
}

export function findCommand(em: EntityManager, tenantId: string, id: string): Promise<CommandRow | null> {
  return em.findOneBy(CommandRow, { tenantId, id });
}

export function findCommandByKey(em: EntityManager, tenantId: string, key: string): Promise<CommandRow | null> {
  return em.findOneBy(CommandRow, { tenantId, idempotencyKey: key });
}

const END = `
  ended AS (UPDATE command c SET status = $3, response = $4::jsonb, error = $5::jsonb, ended_at = $6::timestamptz
    FROM tenant WHERE c.tenant_id = tenant.id AND c.id = $2 AND c.status = 'running' RETURNING c.id),
  learned AS (UPDATE station s SET capabilities = $8::jsonb
    FROM tenant WHERE $8::jsonb IS NOT NULL AND s.tenant_id = tenant.id AND s.id = $7 RETURNING s.id)`;

/**
 * Ends a running command, says so, and keeps what was learned of its station, in one round trip and committed. A command that
 * has ended keeps its first outcome. @returns whether it was running.
 */
export async function endCommand(
  writer: RegistryWriter,
  author: Author,
  { id, stationId, type }: Pick<CommandRow, 'id' | 'stationId' | 'type'>,
  { ending, at, learned }: { ending: Ending; at: string; learned?: Capabilities | undefined },
): Promise<boolean> {
  const { status } = ending;
  const outcome = [status, json(ending.response), json(ending.error), at];
  const rows = await writer.onceSaying<{ id: string }, 'command.ended'>(
    author,
    { sql: END, select: 'SELECT id FROM ended', values: [id, ...outcome, stationId, json(learned)] },
    { from: 'ended', at, kind: 'command.ended', stationId, data: { commandId: id, stationId, type, status } },
  );
  return rows.length > 0;
}

/** Ends a command that never left, and forgets its idempotency key: its repeat is a new try. Nobody is told. */
export async function withdrawCommand(
  writer: RegistryWriter,
  { tenantId, id }: Pick<CommandRow, 'tenantId' | 'id'>,
  { ending, at }: { ending: Ending; at: string },
): Promise<void> {
  await writer.once(
    tenantId,
    `withdrawn AS (UPDATE command c SET status = $3, error = $4::jsonb, ended_at = $5::timestamptz, idempotency_key = NULL
       FROM tenant WHERE c.tenant_id = tenant.id AND c.id = $2 AND c.status = 'running' RETURNING c.id)
     SELECT id FROM withdrawn`,
    [id, ending.status, json(ending.error), at],
  );
}

/** Running commands of all tenants whose deadline is past. */
export function overdueCommands(em: EntityManager, now: string, limit: number): Promise<CommandRow[]> {
  return em
    .createQueryBuilder(CommandRow, 'c')
    .where(`c.status = 'running' AND c.deadlineAt < :now`, { now })
    .orderBy('c.deadlineAt')
    .limit(limit)
    .getMany();
}

export interface CommandPage {
  limit: number;
  /** Id after which the page begins. */
  before?: string | undefined;
  type?: string | undefined;
  status?: PublicStatus | undefined;
}

/** One page of a station's commands, newest first, `limit + 1` at most. Ids are UUIDv7: their order is that of time. */
export function listCommands(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  page: CommandPage,
): Promise<CommandRow[]> {
  const query = em
    .createQueryBuilder(CommandRow, 'c')
    .where('c.tenantId = :tenantId AND c.stationId = :stationId', { tenantId, stationId });
  if (page.before !== undefined) query.andWhere('c.id < :before', { before: page.before });
  if (page.type !== undefined) query.andWhere('c.type = :type', { type: page.type });
  if (page.status !== undefined) query.andWhere('c.status IN (:...statuses)', { statuses: statusesOf(page.status) });
  return query
    .orderBy('c.id', 'DESC')
    .limit(page.limit + 1)
    .getMany();
}

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
