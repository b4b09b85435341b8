import type { Actor, TokenType } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { tokenKey, type Token, type TokenStatus } from '../domain/token';

interface TokenRow {
  tenant_id: string;
  id: string;
  uid: string;
  status: TokenStatus;
  type: TokenType;
  group_id: string | null;
  expires_at: string | null;
  single_session: boolean;
  allowed_stations: string[] | null;
  allowed_groups: string[] | null;
  created_at: string;
  updated_at: string;
}

const COLUMNS = `tenant_id, id, uid, status, type, group_id, expires_at, single_session, allowed_stations, allowed_groups,
  created_at, updated_at`;

const toToken = (row: TokenRow): Token => ({
  id: row.id,
  tenantId: row.tenant_id,
  uid: row.uid,
  status: row.status,
  type: row.type,
  groupId: row.group_id,
  expiresAt: row.expires_at,
  singleSession: row.single_session,
  allowedStations: row.allowed_stations,
  allowedGroups: row.allowed_groups,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** A token as somebody shows it. */
export interface ShownToken {
  tenantId: string;
  uid: string;
}

/** The registered tokens that are shown, in their order; undefined where there is none. */
export async function findTokens(em: EntityManager, shown: readonly ShownToken[]): Promise<(Token | undefined)[]> {
  const rows: (TokenRow & { uid_key: string })[] = await em.query(
    `SELECT uid_key, ${COLUMNS} FROM token WHERE deleted_at IS NULL
     AND (tenant_id, uid_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [shown.map(({ tenantId }) => tenantId), shown.map(({ uid }) => tokenKey(uid))],
  );
  const found = new Map(rows.map((row) => [`${row.tenant_id}/${row.uid_key}`, toToken(row)]));
  return shown.map(({ tenantId, uid }) => found.get(`${tenantId}/${tokenKey(uid)}`));
}

export async function findToken(em: EntityManager, tenantId: string, uid: string): Promise<Token | undefined> {
  return (await findTokens(em, [{ tenantId, uid }]))[0];
}

/** Writes a token, new or changed, and returns it as it is now. The uid keeps the spelling it was registered with. */
export async function saveToken(em: EntityManager, token: Token, actor: Actor): Promise<Token> {
  await saveTokens(em, [token], actor);
  return (await findToken(em, token.tenantId, token.uid)) as Token;
}

/** Rows of `$1`, an array of tokens in JSON, by the actor `$2`, `$3`. What is as it was is not written. */
const SAVE = `INSERT INTO token AS t (${COLUMNS}, uid_key, actor_type, actor_id)
  SELECT ${COLUMNS}, uid_key, $2, $3 FROM jsonb_to_recordset($1::jsonb) AS row (
    tenant_id text, id uuid, uid text, uid_key text, status text, type text, group_id text, expires_at timestamptz,
    single_session boolean, allowed_stations jsonb, allowed_groups jsonb, created_at timestamptz, updated_at timestamptz)
  ORDER BY uid_key
  ON CONFLICT (tenant_id, uid_key) WHERE deleted_at IS NULL DO UPDATE SET
    status = EXCLUDED.status, type = EXCLUDED.type, group_id = EXCLUDED.group_id, expires_at = EXCLUDED.expires_at,
    single_session = EXCLUDED.single_session, allowed_stations = EXCLUDED.allowed_stations,
    allowed_groups = EXCLUDED.allowed_groups, updated_at = EXCLUDED.updated_at, actor_type = EXCLUDED.actor_type,
    actor_id = EXCLUDED.actor_id
  WHERE (t.status, t.type, t.group_id, t.expires_at, t.single_session, t.allowed_stations, t.allowed_groups)
    IS DISTINCT FROM (EXCLUDED.status, EXCLUDED.type, EXCLUDED.group_id, EXCLUDED.expires_at, EXCLUDED.single_session,
      EXCLUDED.allowed_stations, EXCLUDED.allowed_groups)
  RETURNING ${COLUMNS}`;

/** Writes many tokens of one tenant, each uid once, in one order. @returns those that are new or have changed */
export async function saveTokens(em: EntityManager, tokens: readonly Token[], actor: Actor): Promise<Token[]> {
  const rows: TokenRow[] = await em.query(SAVE, [JSON.stringify(tokens.map(toRow)), actor.type, actor.id]);
  return rows.map(toToken);
}

/** JSON `null` in a jsonb column would be a value: what is null is left out. */
const toRow = (token: Token): Partial<TokenRow> & { uid_key: string } => ({
  tenant_id: token.tenantId,
  id: token.id,
  uid: token.uid,
  uid_key: tokenKey(token.uid),
  status: token.status,
  type: token.type,
  group_id: token.groupId,
  expires_at: token.expiresAt,
  single_session: token.singleSession,
  ...(token.allowedStations && { allowed_stations: token.allowedStations }),
  ...(token.allowedGroups && { allowed_groups: token.allowedGroups }),
  created_at: token.createdAt,
  updated_at: token.updatedAt,
});

/** Marks the token deleted. @returns the token it was, undefined if there was none. */
export async function deleteToken(
  em: EntityManager,
  o: { tenantId: string; uid: string; now: string; actor: Actor },
): Promise<Token | undefined> {
  const [rows]: [TokenRow[]] = await em.query(
    `UPDATE token SET deleted_at = $3, updated_at = $3, actor_type = $4, actor_id = $5
     WHERE tenant_id = $1 AND uid_key = $2 AND deleted_at IS NULL RETURNING ${COLUMNS}`,
    [o.tenantId, tokenKey(o.uid), o.now, o.actor.type, o.actor.id],
  );
  return rows[0] && toToken(rows[0]);
}

export interface TokenQuery {
  tenantId: string;
  status?: TokenStatus | undefined;
  groupId?: string | undefined;
  /** Key of the last token of the page before. */
  after?: string | undefined;
  limit: number;
}

export async function listTokens(em: EntityManager, query: TokenQuery): Promise<Token[]> {
  const { tenantId, status, groupId, after, limit } = query;
  const values: unknown[] = [tenantId, limit];
  // Spelled out only where it is asked for, so that the indexes of groups and of statuses are seen to fit.
  const wanted = (condition: string, value: unknown): string =>
    value === undefined ? '' : `AND ${condition} $${values.push(value)}`;
  const rows: TokenRow[] = await em.query(
    `SELECT ${COLUMNS} FROM token WHERE tenant_id = $1 AND deleted_at IS NULL
     ${wanted('status =', status)} ${wanted('group_id =', groupId)} ${wanted('uid_key >', after)} ORDER BY uid_key LIMIT $2`,
    values,
  );
  return rows.map(toToken);
}
