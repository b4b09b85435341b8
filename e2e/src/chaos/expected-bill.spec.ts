import { expectedBill } from './expected-bill';

const from = '2026-03-01T10:00:00.000Z';

describe('expectedBill', () => {
  it('adds flat fee, energy and seconds, and VAT on their sum', () => {
    // 0.50 + 12.345 kWh x 0.35 = 4.32075 -> 4.32 + 3600 s x 12.00/h = 12.00; net 16.82; VAT 3.1958 -> 3.20
    const session = {
      meterStartWh: 1_000,
      meterStopWh: 13_345,
      startedAt: from,
      stoppedAt: '2026-03-01T11:00:00.000Z',
    };
    expect(expectedBill(session)).toEqual({ net: '16.82', vat: '3.20', total: '20.02' });
  });

  it('rounds each line half up, and begun seconds up', () => {
    // 10 Wh x 0.35 = 0.0035 -> 0.00; 1.001 s -> 2 s = 0.00666 -> 0.01; net 0.51; VAT 0.0969 -> 0.10
    const short = { meterStartWh: 0, meterStopWh: 10, startedAt: from, stoppedAt: '2026-03-01T10:00:01.001Z' };
    expect(expectedBill(short)).toEqual({ net: '0.51', vat: '0.10', total: '0.61' });
    // 100 Wh x 0.35 = 0.035 -> 0.04
    expect(expectedBill({ ...short, meterStopWh: 100, stoppedAt: from })).toMatchObject({ net: '0.54' });
  });
});
