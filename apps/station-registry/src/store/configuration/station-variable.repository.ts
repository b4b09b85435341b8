import type { EntityManager } from 'typeorm';
import type { KnownSetting } from '../../domain/configuration/device-model-capabilities';
import type { LearnedSetting } from '../../domain/configuration/learned-settings';
import { pathOf, type SettingName } from '../../domain/configuration/setting';
import type { StationKey } from '../monitoring/station-state.repository';
import { StationVariableRow } from './station-variable.row';

const ROWS_A_STATEMENT = 1_000;

/** Keeps what stations are set to: one reading a setting. What is known from later stays. */
export async function saveSettings(
  em: EntityManager,
  settings: readonly (StationKey & { setting: LearnedSetting })[],
): Promise<void> {
  // In one order, so that two writers do not wait for each other.
  const rows = settings.map(toRow).sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await em.query(UPSERT, [JSON.stringify(rows.slice(from, from + ROWS_A_STATEMENT))]);
  }
}

const UPSERT = `INSERT INTO station_variable AS v SELECT * FROM jsonb_to_recordset($1) AS r (
    tenant_id text, station_id text, path text, attribute text, component text, component_instance text, evse_id integer,
    connector_id integer, variable text, instance text, value text, mutability text, persistent boolean, constant boolean,
    characteristics jsonb, read_at timestamptz)
  ON CONFLICT (tenant_id, station_id, path, attribute) DO UPDATE SET
    component = EXCLUDED.component, variable = EXCLUDED.variable, value = EXCLUDED.value, read_at = EXCLUDED.read_at,
    mutability = coalesce(EXCLUDED.mutability, v.mutability), persistent = coalesce(EXCLUDED.persistent, v.persistent),
    constant = coalesce(EXCLUDED.constant, v.constant),
    characteristics = coalesce(EXCLUDED.characteristics, v.characteristics)
  WHERE v.read_at <= EXCLUDED.read_at`;

type Row = ReturnType<typeof toRow>;
const orderOf = (row: Row): string => [row.tenant_id, row.station_id, row.path, row.attribute].join('\u0001');

function toRow({ tenantId, stationId, setting }: StationKey & { setting: LearnedSetting }) {
  const { name, value, mutability, persistent, constant, characteristics, readAt } = setting;
  return {
    tenant_id: tenantId,
    station_id: stationId,
    path: pathOf(name),
    attribute: name.attribute,
    component: name.component,
    component_instance: name.componentInstance,
    evse_id: name.evseId,
    connector_id: name.connectorId,
    variable: name.variable,
    instance: name.instance,
    value,
    mutability,
    persistent,
    constant,
    characteristics,
    read_at: readAt,
  };
}

/** Forgets what was read before `before`: a later reading of everything did not name it. */
export async function forgetOlder(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  before: string,
): Promise<void> {
  await em.query('DELETE FROM station_variable WHERE tenant_id = $1 AND station_id = $2 AND read_at < $3', [
    tenantId,
    stationId,
    before,
  ]);
}

export function loadVariables(em: EntityManager, { tenantId, stationId }: StationKey): Promise<StationVariableRow[]> {
  return em.find(StationVariableRow, { where: { tenantId, stationId }, order: { path: 'ASC', attribute: 'ASC' } });
}

/** A row's name, without what is absent. */
export function nameOf(row: StationVariableRow): SettingName {
  const { component, componentInstance, evseId, connectorId, variable, instance, attribute } = row;
  const parts = Object.entries({ componentInstance, evseId, connectorId, instance }).filter(
    ([, part]) => part !== null,
  );
  return { component, variable, attribute, ...Object.fromEntries(parts) };
}

export const toKnownSetting = (row: StationVariableRow): KnownSetting & { readAt: string } => ({
  name: nameOf(row),
  value: row.value,
  mutability: row.mutability,
  readAt: row.readAt,
});

export interface VariableFilter {
  component?: string | undefined;
  variable?: string | undefined;
}

/** One page of a station's variables in order of path, `limit + 1` paths at most, each with all its attributes. */
export function listVariables(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  { component, variable }: VariableFilter,
  page: { limit: number; after: string | undefined },
): Promise<StationVariableRow[]> {
  const paths = em
    .createQueryBuilder(StationVariableRow, 'p')
    .select('DISTINCT p.path', 'path')
    .where('p.tenantId = :tenantId AND p.stationId = :stationId');
  if (page.after !== undefined) paths.andWhere('p.path > :after');
  if (component !== undefined) paths.andWhere('lower(p.component) = :component');
  if (variable !== undefined) paths.andWhere('lower(p.variable) = :variable');
  paths.orderBy('p.path').limit(page.limit + 1);
  return em
    .createQueryBuilder(StationVariableRow, 'v')
    .where('v.tenantId = :tenantId AND v.stationId = :stationId')
    .andWhere(`v.path IN (${paths.getQuery()})`)
    .setParameters({
      ...{ tenantId, stationId, after: page.after },
      ...{ component: component?.toLowerCase(), variable: variable?.toLowerCase() },
    })
    .orderBy({ 'v.path': 'ASC', 'v.attribute': 'ASC' })
    .getMany();
}
