/** Where a station's URL points: the tenant it belongs to and its identity, percent-decoded once. */
export type StationUrl =
  { ok: true; tenantId: string; stationId: string } | { ok: false; status: 400 | 404; reason: string };

export const DEFAULT_TENANT = 'default';
const LONGEST_IDENTITY = 48;
const CONTROL = /\p{Cc}/u;

/**
 * Reads `/ocpp/<stationId>` or `/ocpp/<tenant>/<stationId>`; a trailing slash and a query are tolerated.
 * The identity is decoded exactly once and kept as it is, case included (OCPP-J 1.6 3.1.1; 2.0.1 part 4, 3.1). It may hold
 * anything but control characters, which no station means and no log should be handed.
 */
export function parseStationUrl(url: string): StationUrl {
  const path = url.split('?', 1)[0] ?? '';
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  if (segments[0] !== 'ocpp' || segments.length < 2 || segments.length > 3) {
    return { ok: false, status: 404, reason: 'stations connect to /ocpp/<stationId> or /ocpp/<tenant>/<stationId>' };
  }
  const decoded: string[] = [];
  for (const segment of segments.slice(1)) {
    try {
      decoded.push(decodeURIComponent(segment));
    } catch {
      return { ok: false, status: 400, reason: 'an identity in the URL is percent-encoded UTF-8' };
    }
  }
  const stationId = decoded.at(-1) ?? '';
  const tenantId = decoded.length === 2 ? (decoded[0] ?? '') : DEFAULT_TENANT;
  if (stationId === '' || stationId.length > LONGEST_IDENTITY) {
    return { ok: false, status: 400, reason: `a station identity has 1 to ${LONGEST_IDENTITY} characters` };
  }
  if (tenantId === '' || tenantId.length > 36) {
    return { ok: false, status: 400, reason: 'a tenant id has 1 to 36 characters' };
  }
  if (decoded.some((text) => CONTROL.test(text))) {
    return { ok: false, status: 400, reason: 'an identity holds no control characters' };
  }
  return { ok: true, tenantId, stationId };
}
