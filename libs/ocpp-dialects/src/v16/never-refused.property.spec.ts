import { stationEvent } from '@chargebus/contracts';
import { context, take } from './golden.fixture';
import { incoming, v16 } from './index';
import { ESSENTIAL } from './salvage';

/** A small seeded generator (mulberry32): a failure names its seed and can be run again. */
function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, chance: (p: number) => next() < p, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
type Random = ReturnType<typeof randomFrom>;

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
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  -1e300,
  2 ** 53,
  '',
  ' ',
  'null',
  'x'.repeat(3_000),
  '\0\u0001',
  '\ud800',
  '2023-02-29T25:61:00',
  '12',
  [],
  [[]],
  [null, 1, 'x', {}],
  {},
  { value: 1 },
  { __proto__: null, constructor: 1 },
];

/** Spoils up to three places of a payload, anywhere in it. `spared` members of the top stay as they are. */
function spoil(good: object, random: Random, spared: readonly string[]): object {
  const payload = structuredClone(good) as Record<string, unknown>;
  for (let n = random.below(3); n >= 0; n--) {
    let at: Record<string, unknown> = payload;
    for (;;) {
      const keys = Object.keys(at).filter((key) => at !== payload || !spared.includes(key));
      const key = random.chance(0.1) || keys.length === 0 ? random.of(['extra', 'timestamp', '0']) : random.of(keys);
      const child = at[key];
      if (typeof child === 'object' && child !== null && random.chance(0.7)) {
        at = child as Record<string, unknown>;
        continue;
      }
      if (random.chance(0.25)) delete at[key];
      else at[key] = structuredClone(random.of(JUNK));
      break;
    }
  }
  return payload;
}

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
        (ESSENTIAL[action] ?? []).filter((key) => key !== 'meterValue'),
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
