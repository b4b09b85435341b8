import type { SessionSnapshot } from '@chargebus/contracts';
import { decideBill } from './decide-bill';
import type { TariffVersion } from './tariff';

const tariff: TariffVersion = {
  id: 't1',
  version: 1,
  name: 'test',
  currency: 'EUR',
  vatPercent: '0',
  elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.50', stepSize: 1 }] }],
};
const ended = (more: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  id: 's1',
  stationId: 'CP-1',
  locationId: null,
  evseId: 1,
  connectorId: 1,
  token: 'A1',
  tokenType: 'rfid',
  tokenGroupId: null,
  status: 'ended',
  failReason: null,
  authorization: 'accepted',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: '2026-03-01T11:00:00.000Z',
  meterStartWh: 0,
  meterStopWh: 2_000,
  energyWh: 2_000,
  energyExportWh: 0,
  powerW: null,
  socPercent: null,
  stopReason: 'local',
  transactionRef: '7',
  reservationId: null,
  anomalies: [],
  ...more,
});

describe('decideBill', () => {
  it('makes a final bill of an orderly session', () => {
    expect(decideBill(ended(), tariff)).toMatchObject({ kind: 'bill', status: 'final', price: { total: '1.00' } });
  });

  it('holds a bill without a tariff instead of billing 0', () => {
    expect(decideBill(ended(), undefined)).toEqual({ kind: 'bill', status: 'held', heldFor: 'no-tariff', price: null });
  });

  it('holds a bill whose session has an anomaly that affects the amount, and only then', () => {
    const odd = ended({ anomalies: [{ kind: 'meter-stop-below-start', severity: 'affects-amount' }] });
    expect(decideBill(odd, tariff)).toMatchObject({ status: 'held', heldFor: 'anomaly', price: { total: '1.00' } });
    const curious = ended({ anomalies: [{ kind: 'clock-implausible', severity: 'info' }] });
    expect(decideBill(curious, tariff)).toMatchObject({ status: 'final' });
  });

  it('makes no bill of a refused token without energy and holds one with energy', () => {
    expect(decideBill(ended({ authorization: 'blocked', energyWh: 0 }), tariff)).toEqual({ kind: 'none' });
    expect(decideBill(ended({ authorization: 'blocked' }), tariff)).toMatchObject({
      status: 'held',
      heldFor: 'refused-token-with-energy',
    });
  });
});
