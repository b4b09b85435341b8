/** What `npm start` prints once the platform is up: where everything is, and what to do next. */
export function welcome(at: {
  apiUrl: string;
  ocppPort: number;
  soap: boolean;
  adminToken: string;
  startedMs: number;
}): string {
  const simulate = `npm run simulate -- --stations 5 --url ws://localhost:${at.ocppPort}/ocpp --api ${at.apiUrl}/api/v1 --admin-token ${at.adminToken}`;
  return [
    '',
    `  Chargebus is up after ${(at.startedMs / 1_000).toFixed(1)} s`,
    '',
    `  Stations     ws://localhost:${at.ocppPort}/ocpp/<stationId>   (OCPP 1.6J, 2.0.1, 2.1)`,
    ...(at.soap
      ? [`               http://localhost:${at.ocppPort}/soap               (OCPP 1.5 and 1.6 over SOAP)`]
      : []),
    `  API          ${at.apiUrl}/api/v1`,
    `  API pages    ${at.apiUrl}/api/docs`,
    `  Health       ${at.apiUrl}/health/ready`,
    `  Metrics      ${at.apiUrl}/metrics`,
    `  Admin token  ${at.adminToken}`,
    '',
    `  Simulated stations:  ${simulate}`,
    '  Ctrl-C stops everything; the data stays in its folder.',
    '',
  ].join('\n');
}
