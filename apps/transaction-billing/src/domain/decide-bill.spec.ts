import type { SessionSnapshot } from '@chargebus/contracts';
import { decideBill } from './decide-bill';
import type { Price } from './price';

const price: Price = { lines: [], net: '1.00', vat: '0.00', total: '1.00', currency: 'EUR' };
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
    expect(decideBill(ended(), price)).toMatchObject({ kind: 'bill', status: 'final', price: { total: '1.00' } });
  });

  it('holds a bill without a tariff instead of billing 0', () => {
    expect(decideBill(ended(), 'no-tariff')).toEqual({
      kind: 'bill',
      status: 'held',
      heldFor: 'no-tariff',
      price: null,
    });
  });

  it('holds a bill of a session that cannot be priced for want of its start or end', () => {
    expect(decideBill(ended(), null)).toEqual({ kind: 'bill', status: 'held', heldFor: 'no-times', price: null });
  });

  it('holds a bill whose session has an anomaly that affects the amount, and only then', () => {
    const odd = ended({ anomalies: [{ kind: 'meter-stop-below-start', severity: 'affects-amount' }] });
    expect(decideBill(odd, price)).toMatchObject({ status: 'held', heldFor: 'anomaly', price: { total: '1.00' } });
    const curious = ended({ anomalies: [{ kind: 'clock-implausible', severity: 'info' }] });
    expect(decideBill(curious, price)).toMatchObject({ status: 'final' });
  });

  it('makes no bill of a refused token without energy and holds one with energy', () => {
    expect(decideBill(ended({ authorization: 'blocked', energyWh: 0 }), price)).toEqual({ kind: 'none' });
    expect(decideBill(ended({ authorization: 'blocked' }), price)).toMatchObject({
      status: 'held',
      heldFor: 'refused-token-with-energy',
    });
  });
});
