import { Client } from 'pg';
import type { BenchPlatform } from './platform';

const LOCATIONS = 200;
const LINES_AN_IMPORT = 5_000;

/** Registers stations by the API's own import, each at a location, with tags, groups, a product and a serial number. */
export async function importStations(stations: number, platform: BenchPlatform): Promise<number> {
  for (let n = 0; n < LOCATIONS; n++) await platform.api('PUT', `/locations/L-${n}`, { name: `Location ${n}` });
  const begun = performance.now();
  for (let from = 0; from < stations; from += LINES_AN_IMPORT) {
    const count = Math.min(LINES_AN_IMPORT, stations - from);
    const lines = Array.from({ length: count }, (_, i) => toLine(from + i));
    const { created } = (await platform.api('POST', '/imports', lines)) as { created: number };
    if (created !== count) throw new Error(`${created} of ${count} stations were imported`);
  }
  return (performance.now() - begun) / 1_000;
}

function toLine(n: number): object {
  return {
    id: stationId(n),
    name: `Station ${n}`,
    locationId: `L-${n % LOCATIONS}`,
    tags: [`tag-${n % 20}`, n % 3 === 0 ? 'fast' : 'slow'],
    groups: [`group-${n % 10}`],
    vendor: `Vendor ${n % 7}`,
    model: `Model ${n % 30}`,
    serialNumber: `SN${1_000_000 + n}`,
    securityProfile: 1,
  };
}

const stationId = (n: number): string => `BENCH-${String(n).padStart(6, '0')}`;

/**
 * What gateways would have reported of the stations, written beside them: three in five connected, one in five never seen, two
 * connectors each, one in a hundred faulted, one in fifty waiting for approval.
 */
export async function writeStates(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=registry' });
  await client.connect();
  try {
    await client.query(`CREATE TEMP TABLE numbered AS
      SELECT tenant_id, id, substr(id, 7)::int AS n FROM station WHERE id LIKE 'BENCH-%'`);
    await client.query(`UPDATE station s SET registration = 'pending' FROM numbered b
      WHERE s.tenant_id = b.tenant_id AND s.id = b.id AND b.n % 50 = 7`);
    await client.query(`INSERT INTO station_state
        (tenant_id, station_id, connected, log_epoch, link_epoch, link_id, gateway_id, ocpp_version, transport,
         connected_at, last_seen_at, boot_status, boot)
      SELECT tenant_id, id, n % 5 < 3, 'bench', n + 1, 'link', 'gateway', '1.6', 'ws', now(), now(), 'accepted',
        jsonb_build_object('at', '2026-01-01T00:00:00.000Z', 'status', 'accepted', 'intervalS', 300,
          'vendor', 'Vendor ' || n % 7, 'model', 'Model ' || n % 30, 'serialNumber', 'SN' || 1000000 + n,
          'firmwareVersion', '1.' || n % 4)
      FROM numbered WHERE n % 5 < 4`);
    await client.query(`INSERT INTO evse (tenant_id, station_id, id, uid)
      SELECT tenant_id, id, e, gen_random_uuid() FROM numbered, generate_series(1, 2) AS e ON CONFLICT DO NOTHING`);
    await client.query(`INSERT INTO connector (tenant_id, station_id, evse, id, status, status_at)
      SELECT tenant_id, id, e, 1,
        CASE WHEN n % 100 = 1 AND e = 1 THEN 'faulted' WHEN (n + e) % 3 = 0 THEN 'occupied' ELSE 'available' END, now()
      FROM numbered, generate_series(1, 2) AS e ON CONFLICT DO NOTHING`);
    await client.query('ANALYZE station, station_state, connector, evse');
  } finally {
    await client.end();
  }
}
