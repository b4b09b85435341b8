import type { EntityManager } from 'typeorm';
import { statusesOf, type Ending, type PublicStatus } from '../domain/command';
import { CommandRow } from './command.row';

/** @returns false if a command of the tenant has the same idempotency key. */
export async function insertCommand(em: EntityManager, row: CommandRow): Promise<boolean> {
  const inserted = await em
    .createQueryBuilder()
    .insert()
    .into(CommandRow)
    .values(row as object)
    .orIgnore()
    .returning('id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

export function findCommand(em: EntityManager, tenantId: string, id: string): Promise<CommandRow | null> {
  return em.findOneBy(CommandRow, { tenantId, id });
}

export function findCommandByKey(em: EntityManager, tenantId: string, key: string): Promise<CommandRow | null> {
  return em.findOneBy(CommandRow, { tenantId, idempotencyKey: key });
}

/** Ends a running command; a command that has ended keeps its first outcome. @returns whether it was running. */
export async function endCommand(
  em: EntityManager,
  tenantId: string,
  id: string,
  ending: Ending,
  at: string,
): Promise<boolean> {
  const rows = await em.query<unknown[][]>(
    `UPDATE command SET status = $3, response = $4, error = $5, ended_at = $6
     WHERE tenant_id = $1 AND id = $2 AND status = 'running' RETURNING id`,
    [tenantId, id, ending.status, json(ending.response), json(ending.error), at],
  );
  // TypeORM answers an UPDATE with its rows and their count.
  return (rows[0]?.length ?? 0) > 0;
}

/** Forgets the idempotency key of a command that never left: its repeat is a new try. */
export async function releaseKey(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.update(CommandRow, { tenantId, id }, { idempotencyKey: null });
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
