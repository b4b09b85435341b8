import type { Actor } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type {
  ConfigurationProfile,
  ProfileTarget,
  StationKind,
} from '../../domain/configuration/configuration-profile';

export interface ProfileRow extends ConfigurationProfile {
  /** Who changed it last. */
  actor: Actor;
  createdAt: string;
  updatedAt: string;
}

interface Columns extends Omit<ProfileRow, 'target' | 'actor'> {
  stationId: string | null;
  group: string | null;
  vendor: string | null;
  model: string | null;
  actorType: Actor['type'];
  actorId: string;
}

const SELECT = `SELECT id, station_id AS "stationId", "group", vendor, model, priority, keys, variables,
  actor_type AS "actorType", actor_id AS "actorId", created_at AS "createdAt", updated_at AS "updatedAt"
  FROM configuration_profile`;

/** Makes or replaces a profile. @returns whether it is new */
export async function putProfile(em: EntityManager, tenantId: string, profile: ProfileRow): Promise<boolean> {
  const { id, priority, keys, variables, actor, updatedAt } = profile;
  const { stationId, group, vendor, model } = columnsOf(profile.target);
  const [written] = await em.query<{ created: boolean }[]>(
    `INSERT INTO configuration_profile (tenant_id, id, station_id, "group", vendor, model, priority, keys, variables,
       actor_type, actor_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
     ON CONFLICT (tenant_id, id) DO UPDATE SET station_id = EXCLUDED.station_id, "group" = EXCLUDED."group",
       vendor = EXCLUDED.vendor, model = EXCLUDED.model, priority = EXCLUDED.priority, keys = EXCLUDED.keys,
       variables = EXCLUDED.variables, actor_type = EXCLUDED.actor_type, actor_id = EXCLUDED.actor_id,
       updated_at = EXCLUDED.updated_at
     RETURNING (xmax = 0) AS created`,
    [
      ...[tenantId, id, stationId, group, vendor, model, priority, JSON.stringify(keys), JSON.stringify(variables)],
      ...[actor.type, actor.id, updatedAt],
    ],
  );
  return written?.created === true;
}

export async function findProfile(em: EntityManager, tenantId: string, id: string): Promise<ProfileRow | null> {
  const [row] = await em.query<Columns[]>(`${SELECT} WHERE tenant_id = $1 AND id = $2`, [tenantId, id]);
  return row === undefined ? null : toProfile(row);
}

/** @returns false if there was none */
export async function deleteProfile(em: EntityManager, tenantId: string, id: string): Promise<boolean> {
  const [rows] = await em.query<[unknown[]]>(
    'DELETE FROM configuration_profile WHERE tenant_id = $1 AND id = $2 RETURNING id',
    [tenantId, id],
  );
  return rows.length > 0;
}

/** One page in order of id, `limit + 1` at most. */
export async function listProfiles(
  em: EntityManager,
  tenantId: string,
  page: { limit: number; after: string | undefined },
): Promise<ProfileRow[]> {
  const rows = await em.query<Columns[]>(
    `${SELECT} WHERE tenant_id = $1 AND ($2::text IS NULL OR id > $2) ORDER BY id LIMIT ${page.limit + 1}`,
    [tenantId, page.after],
  );
  return rows.map(toProfile);
}

/** Those that are for this station. */
export async function profilesFor(em: EntityManager, tenantId: string, station: StationKind): Promise<ProfileRow[]> {
  const rows = await em.query<Columns[]>(
    `${SELECT} WHERE tenant_id = $1 AND (station_id = $2 OR "group" = ANY($3::text[])
       OR (lower(trim(vendor)) = lower(trim($4)) AND lower(trim(model)) = lower(trim($5))))`,
    [tenantId, station.id, station.groups, station.vendor, station.model],
  );
  return rows.map(toProfile);
}

function columnsOf(target: ProfileTarget): Pick<Columns, 'stationId' | 'group' | 'vendor' | 'model'> {
  return { stationId: null, group: null, vendor: null, model: null, ...target };
}

function toProfile({ stationId, group, vendor, model, actorType, actorId, ...rest }: Columns): ProfileRow {
  const actor = { type: actorType, id: actorId };
  if (stationId !== null) return { ...rest, actor, target: { stationId } };
  if (group !== null) return { ...rest, actor, target: { group } };
  return { ...rest, actor, target: { vendor: vendor ?? '', model: model ?? '' } };
}
