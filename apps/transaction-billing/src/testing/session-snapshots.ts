import type { SessionSnapshot } from '@chargebus/contracts';

export const snapshot = (id: string, more: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  id,
  stationId: 'CP-1',
  locationId: null,
  evseId: 1,
  connectorId: 1,
  token: 'CARD',
  tokenType: 'rfid',
  tokenGroupId: null,
  status: 'charging',
  failReason: null,
  authorization: 'accepted',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: null,
  meterStartWh: 0,
  meterStopWh: null,
  energyWh: 0,
  energyExportWh: 0,
  powerW: null,
  socPercent: null,
  stopReason: null,
  transactionRef: '7',
  reservationId: null,
  anomalies: [],
  ...more,
});

export const ended = (id: string, energyWh: number, more: Partial<SessionSnapshot> = {}): SessionSnapshot =>
  snapshot(id, { status: 'ended', endedAt: '2026-03-01T11:00:00.000Z', energyWh, meterStopWh: energyWh, ...more });
