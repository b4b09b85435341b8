import { randomFrom, spoil } from '../spoil.fixture';
import { take } from './golden.fixture';
import type { incoming } from './index';

const AT = '2025-06-01T10:00:00Z';
const values = [
  { timestamp: AT, value: [{ $value: '1', attributes: { unit: 'kWh', context: 'Sample.Clock' } }, { $value: '2' }] },
];
const GOOD: Record<keyof typeof incoming, object> = {
  Authorize: { idTag: 'A' },
  BootNotification: { chargePointVendor: 'V', chargePointModel: 'M', iccid: '1' },
  DataTransfer: { vendorId: 'v', data: 'd' },
  DiagnosticsStatusNotification: { status: 'Uploaded' },
  FirmwareStatusNotification: { status: 'Installed' },
  Heartbeat: {},
  MeterValues: { connectorId: 1, transactionId: 5, values },
  StartTransaction: { connectorId: 1, idTag: 'A', meterStart: 5, timestamp: AT, reservationId: 1 },
  StatusNotification: { connectorId: 1, errorCode: 'NoError', status: 'Occupied', timestamp: AT, info: 'i' },
  StopTransaction: { transactionId: 5, meterStop: 9, timestamp: AT, idTag: 'A', transactionData: [{ values }] },
};
const ESSENTIAL: Record<string, string[]> = {
  StartTransaction: ['/connectorId', '/idTag'],
  StopTransaction: ['/transactionId'],
  MeterValues: ['/connectorId'],
};
const ACTIONS = Object.keys(GOOD) as (keyof typeof GOOD)[];
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe('payloads of 1.5 spoilt at random', () => {
  it.each(SEEDS)('are refused with a code, or give events and answers that keep their contracts (seed %i)', (seed) => {
    const random = randomFrom(seed);
    for (let i = 0; i < 100; i++) {
      const action = random.of(ACTIONS);
      const { fault, answer } = take(action, spoil(GOOD[action], random, []));
      if (fault) expect(fault.code).toMatch(/Violation$/);
      else expect(answer).toEqual(expect.any(Object));
    }
  });

  it.each(SEEDS)('of transactions are never refused while the essentials stand (seed %i)', (seed) => {
    const random = randomFrom(seed * 104_729);
    for (let i = 0; i < 100; i++) {
      const action = random.of(['StartTransaction', 'StopTransaction', 'MeterValues'] as const);
      const payload = spoil(GOOD[action], random, ESSENTIAL[action] ?? []);
      expect([payload, take(action, payload).fault]).toEqual([payload, undefined]);
    }
  });

  it('says nothing of good ones, forgiving or strict', () => {
    for (const action of ACTIONS) {
      for (const strict of [false, true]) expect(take(action, GOOD[action], {}, strict)).toMatchObject({ remarks: [] });
    }
  });
});
