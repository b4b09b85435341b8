import type { EntityManager } from 'typeorm';
import { grouped } from '../grouped';

/** The stations that are connected through this gateway, by tenant, each list in order. */
export async function connectedThrough(em: EntityManager, gatewayId: string): Promise<Map<string, string[]>> {
  const rows = await em.query<{ tenant_id: string; station_id: string }[]>(
    `SELECT tenant_id, station_id FROM station_state WHERE connected AND gateway_id = $1
     ORDER BY tenant_id, station_id`,
    [gatewayId],
  );
  const tenants = grouped(rows, ({ tenant_id }) => tenant_id);
  return new Map([...tenants].map(([tenant, stations]) => [tenant, stations.map(({ station_id }) => station_id)]));
}

/** Gateways that some connected station's link belongs to. */
export async function gatewaysInUse(em: EntityManager): Promise<string[]> {
  const rows = await em.query<{ gateway_id: string }[]>(
    'SELECT DISTINCT gateway_id FROM station_state WHERE connected AND gateway_id IS NOT NULL',
  );
  return rows.map(({ gateway_id }) => gateway_id);
}

export async function countConnected(em: EntityManager): Promise<number> {
  const [row] = await em.query<{ count: number }[]>('SELECT count(*) AS count FROM station_state WHERE connected');
  return row?.count ?? 0;
}
