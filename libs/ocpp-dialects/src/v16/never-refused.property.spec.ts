import { stationEvent } from '@chargebus/contracts';
import { randomFrom, spoil } from '../spoil.fixture';
import { context, take } from './golden.fixture';
import { incoming, v16 } from './index';
import { ESSENTIAL } from './salvage';

const AT = '2025-06-01T10:00:00Z';
const meterValue = [
  { timestamp: AT, sampledValue: [{ value: '1', unit: 'kWh', context: 'Sample.Clock' }, { value: '2' }] },
];
const GOOD: Record<keyof typeof incoming, object> = {
  Authorize: { idTag: 'A' },
  BootNotification: { chargePointVendor: 'V', chargePointModel: 'M', iccid: '1' },
  DataTransfer: { vendorId: 'v', data: 'd' },
  DiagnosticsStatusNotification: { status: 'Idle' },
  FirmwareStatusNotification: { status: 'Idle' },
  Heartbeat: {},
  LogStatusNotification: { status: 'Idle', requestId: 1 },
  MeterValues: { connectorId: 1, transactionId: 5, meterValue },
  SecurityEventNotification: { type: 't', timestamp: AT },
  SignCertificate: { csr: 'c' },
  SignedFirmwareStatusNotification: { status: 'Idle' },
  StartTransaction: { connectorId: 1, idTag: 'A', meterStart: 5, timestamp: AT, reservationId: 1 },
  StatusNotification: { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp: AT, info: 'i' },
  StopTransaction: {
    transactionId: 5,
    meterStop: 9,
    timestamp: AT,
    reason: 'Local',
    idTag: 'A',
    transactionData: meterValue,
  },
};
const ACTIONS = Object.keys(GOOD) as (keyof typeof GOOD)[];
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

describe('payloads spoilt at random', () => {
  it.each(SEEDS)('are refused with a code, or give events and answers that keep their contracts (seed %i)', (seed) => {
    const random = randomFrom(seed);
    for (let i = 0; i < 200; i++) {
      const action = random.of(ACTIONS);
      const { fault, answer } = take(action, spoil(GOOD[action], random, []));
      if (fault) expect(fault.code).toMatch(/Violation$/);
      else expect(answer).toEqual(expect.any(Object));
    }
  });

  it.each(SEEDS)('of transactions are never refused while the essentials stand (seed %i)', (seed) => {
    const random = randomFrom(seed * 104_729);
    for (let i = 0; i < 200; i++) {
      const action = random.of(['StartTransaction', 'StopTransaction', 'MeterValues'] as const);
      const payload = spoil(
        GOOD[action],
        random,
        (ESSENTIAL[action] ?? []).filter((key) => key !== 'meterValue').map((key) => `/${key}`),
      );
      const isLost = action === 'MeterValues' && !isMeterList((payload as { meterValue?: unknown }).meterValue);
      if (!isLost) expect([payload, take(action, payload).fault]).toEqual([payload, undefined]);
    }
  });

  it('says nothing of good ones', () => {
    for (const action of ACTIONS) {
      for (const strict of [false, true]) {
        expect(take(action, GOOD[action], {}, strict)).toMatchObject({ remarks: [] });
      }
      expect(v16.checkRequest(action, GOOD[action], context, { strict: false })).toMatchObject({
        ok: true,
        remarks: [],
      });
    }
    expect(stationEvent.safeParse({}).success).toBe(false);
  });
});

const isMeterList = (value: unknown): boolean => typeof value === 'object' && value !== null;
