import { parseStationUrl } from './station-url';

describe('parseStationUrl', () => {
  it.each([
    ['/ocpp/CP-1', 'default', 'CP-1'],
    ['/ocpp/CP-1/', 'default', 'CP-1'],
    ['/ocpp/CP-1?token=x', 'default', 'CP-1'],
    ['/ocpp/acme/CP-1', 'acme', 'CP-1'],
    ['/ocpp/RDAM%20123', 'default', 'RDAM 123'],
    ['/ocpp/RDAM%7C123', 'default', 'RDAM|123'],
    ['/ocpp/a%2Fb', 'default', 'a/b'],
    ['/ocpp/100%2525', 'default', '100%25'],
    ['/ocpp/00:1A:2B', 'default', '00:1A:2B'],
    ['/ocpp/%E2%82%AC-pole', 'default', '€-pole'],
  ])('reads %s', (url, tenantId, stationId) => {
    expect(parseStationUrl(url)).toEqual({ ok: true, tenantId, stationId });
  });

  it.each([
    ['/', 404],
    ['/ocpp', 404],
    ['/ocpp/', 404],
    ['/other/CP-1', 404],
    ['/ocpp/a/b/c', 404],
    ['/ocpp/%E0%A4%A', 400],
    ['/ocpp/%00bad%', 400],
    ['/ocpp/bell%07', 400],
    ['/ocpp/new%0Aline', 400],
    ['/ocpp/100%', 400],
    [`/ocpp/${'x'.repeat(49)}`, 400],
    [`/ocpp/${'t'.repeat(37)}/CP-1`, 400],
  ])('refuses %s with %i', (url, status) => {
    expect(parseStationUrl(url)).toMatchObject({ ok: false, status });
  });
});
