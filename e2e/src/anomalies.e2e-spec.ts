import { at, event, free, read, start, stop } from './one-story/frames';
import { tellFrames, TX, type Told } from './one-story/told-frames';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

const powered = (time: string, watts: number, wh: number): Told => [
  'MeterValues',
  {
    connectorId: 1,
    transactionId: TX,
    meterValue: [
      {
        timestamp: at(time),
        sampledValue: [
          { value: String(wh), unit: 'Wh' },
          { value: String(watts), measurand: 'Power.Active.Import', unit: 'W' },
        ],
      },
    ],
  },
];

/** The same as of a station whose clock was never set, and does not go. */
const standing = ([action, payload]: Told): Told => [action, { ...payload, timestamp: '1970-01-01T00:00:09Z' }];

interface Case {
  /** What goes wrong, as a sentence about the station. */
  title: string;
  version?: '2.0.1';
  frames: readonly Told[];
  /** Sessions, the oldest first: energy and anomalies, those that hold the bill with a `!`. */
  sessions: readonly (readonly [energyWh: number, ...anomalies: string[]])[];
  orphans?: number;
}

const CASES: Record<string, Case> = {
  REPEATED: {
    title: 'sends its start and its stop twice',
    frames: [start('10:00'), start('10:00'), read('10:30', '122500'), stop('11:00', 125_000), stop('11:00', 125_000)],
    sessions: [[5_000]],
  },
  'START-AGAIN': {
    title: 'sends its start again when the session is over, since it got no answer',
    frames: [start('10:00'), stop('11:00', 125_000), start('10:00')],
    sessions: [[5_000]],
  },
  UNNAMED: {
    title: 'stops -1, and repeats the register it began with',
    frames: [
      start('10:00'),
      stop('11:00', 125_000, {
        transactionId: -1,
        transactionData: [
          { timestamp: at('10:00'), sampledValue: [{ value: '120000', context: 'Transaction.Begin' }] },
        ],
      }),
    ],
    sessions: [[5_000, 'transaction-unnamed']],
  },
  GUESSED: {
    title: 'stops 0, and nothing proves which one that is',
    frames: [start('10:00'), stop('11:00', 125_000, { transactionId: 0 })],
    sessions: [[5_000, 'transaction-guessed!', 'transaction-unnamed']],
  },
  ORPHAN: {
    title: 'stops -1 although it knows the name of what runs',
    frames: [start('10:00'), read('10:30', '122500'), stop('11:00', 125_000, { transactionId: -1 })],
    sessions: [[2_500]],
    orphans: 1,
  },
  SUPERSEDED: {
    title: 'begins another transaction at the place of one that it never stopped',
    frames: [start('10:00'), read('10:30', '122500'), start('12:00', 123_000), stop('13:00', 124_000)],
    sessions: [[2_500, 'superseded!'], [1_000]],
  },
  FREED: {
    title: 'is free, and never stopped',
    frames: [start('10:00'), read('10:30', '122500'), free],
    sessions: [[2_500, 'stop-missing!']],
  },
  'AFTER-THE-END': {
    title: 'goes on measuring when it has stopped',
    frames: [start('10:00'), stop('11:00', 125_000), read('11:30', '190000'), free],
    sessions: [[5_000]],
  },
  'METER-RESET': {
    title: 'begins its register anew in between',
    frames: [start('10:00'), read('10:30', '124000'), read('10:40', '50'), stop('11:00', 2_000)],
    sessions: [[4_000, 'meter-stop-below-start!', 'register-below-start!']],
  },
  'REGISTER-BACK': {
    title: 'has a register that goes back',
    frames: [start('10:00'), read('10:30', '124000'), read('10:40', '123000'), stop('11:00', 125_000)],
    sessions: [[5_000, 'register-decreased!']],
  },
  ROUNDING: {
    title: 'rounds its stop to 1 Wh below its start',
    frames: [start('10:00'), stop('11:00', 119_999)],
    sessions: [[0, 'meter-rounding']],
  },
  'STOP-BELOW': {
    title: 'stops below what it had read',
    frames: [start('10:00'), read('10:30', '126000'), stop('11:00', 125_000)],
    sessions: [[5_000, 'meter-stop-below-last-sample!']],
  },
  'KWH-AS-WH': {
    title: 'labels kWh Wh',
    frames: [start('10:00'), read('10:30', '122.5', { unit: 'Wh' }), stop('11:00', 125_000)],
    sessions: [[5_000, 'register-unit-implausible!']],
  },
  'WH-AS-KWH': {
    title: 'labels Wh kWh',
    frames: [start('10:00'), read('10:30', '122500', { unit: 'kWh' }), stop('11:00', 125_000)],
    sessions: [[5_000, 'register-unit-implausible!']],
  },
  JUMP: {
    title: 'has a register that nothing explains',
    frames: [start('10:00'), read('10:30', '42949672'), stop('11:00', 125_000)],
    sessions: [[5_000, 'register-jumped!']],
  },
  'ALL-KWH': {
    title: 'labels all its registers Wh that are kWh, and measures power right',
    frames: [
      ...[start('10:00', 120), powered('10:00', 11_000, 120), powered('10:30', 11_000, 125)],
      ...[powered('11:00', 11_000, 131), stop('11:00', 131)],
    ],
    sessions: [[11, 'energy-below-power!']],
  },
  1970: {
    title: 'lives in 1970',
    frames: [
      ['StartTransaction', { connectorId: 1, idTag: 'CARD', meterStart: 120_000, timestamp: '1970-01-01T00:00:09Z' }],
      ['StopTransaction', { transactionId: TX, meterStop: 125_000, timestamp: '1970-01-01T01:00:09Z' }],
    ],
    sessions: [[5_000, 'clock-implausible']],
  },
  2099: {
    title: 'lives in 2099',
    frames: [
      ['StartTransaction', { connectorId: 1, idTag: 'CARD', meterStart: 120_000, timestamp: '2099-01-01T00:00:00Z' }],
      ['StopTransaction', { transactionId: TX, meterStop: 125_000, timestamp: '2099-01-01T01:00:00Z' }],
    ],
    sessions: [[5_000, 'clock-implausible']],
  },
  'STILL-CLOCK': {
    title: 'has a clock that stands still, so that its next start may be its last',
    frames: [
      ...[start('10:00'), stop('11:00', 125_000)].map(standing),
      ...[start('10:00', 125_000), stop('11:00', 127_000)].map(standing),
    ],
    sessions: [
      [5_000, 'clock-implausible'],
      [2_000, 'clock-implausible'],
    ],
  },
  'REPEATED-1970': {
    title: 'sends its start of 1970 again, the session over, while the log still knows it',
    frames: [start('10:00'), stop('11:00', 125_000), start('10:00')].map(standing),
    sessions: [[5_000, 'clock-implausible']],
  },
  BACKWARDS: {
    title: 'ends before it began',
    frames: [start('10:00'), stop('09:00', 125_000)],
    sessions: [[5_000, 'ended-before-started!']],
  },
  REFUSED: {
    title: 'charges a token that was refused',
    frames: [start('10:00', 120_000, 'BLOCKED'), stop('11:00', 125_000)],
    sessions: [[5_000, 'energy-despite-refusal!', 'start-refused']],
  },
  GAP: {
    title: 'leaves counters out',
    version: '2.0.1',
    frames: [
      event('Started', 0, '10:00', 120_000),
      event('Updated', 2, '10:30', 122_500),
      event('Ended', 3, '11:00', 125_000),
    ],
    sessions: [[5_000, 'sequence-gap']],
  },
  'ENDED-FIRST': {
    title: 'ends, reports, and then starts',
    version: '2.0.1',
    frames: [
      event('Ended', 2, '11:00', 125_000),
      event('Updated', 1, '10:30', 122_500),
      event('Started', 0, '10:00', 120_000),
    ],
    sessions: [[5_000]],
  },
  'NO-START': {
    title: 'never tells its start',
    version: '2.0.1',
    frames: [event('Updated', 1, '10:30', 122_500), event('Ended', 2, '11:00', 125_000)],
    sessions: [[2_500, 'start-missing!']],
  },
  'NO-REGISTERS': {
    title: 'has no register at its start and at its end',
    version: '2.0.1',
    frames: [
      event('Started', 0, '10:00', null),
      event('Updated', 1, '10:30', 122_500),
      event('Ended', 2, '11:00', null),
    ],
    sessions: [[0, 'meter-start-missing!', 'meter-stop-missing!']],
  },
  'OTHER-TYPE': {
    title: 'calls a card a key code',
    version: '2.0.1',
    frames: [
      event('Started', 0, '10:00', 120_000, { idToken: { idToken: 'CARD', type: 'KeyCode' } }),
      event('Ended', 1, '11:00', 125_000),
    ],
    sessions: [[5_000, 'token-type-mismatch']],
  },
};

/** Whatever a station does wrong is taken, counted right or flagged, and billed only where the amount is sure. */
describe('a station that', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { FREE_GRACE_S: '1' } });
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
    await platform.api.put('/tokens/BLOCKED', { status: 'blocked' });
    await platform.api.post('/tariffs', {
      ...{ name: 'energy', currency: 'EUR', assignments: [{ default: true }] },
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00' }] }],
    });
  });
  afterAll(async () => {
    expect(await platform?.stop()).toBe(0);
  });

  const sessionsAt = async (id: string): Promise<Body[]> =>
    (await platform.api.get(`/sessions?stationId=${id}`)).body['items'].toReversed();
  const toldOf = (session: Body): unknown[] => [
    session['energyWh'],
    ...session['anomalies'].map(({ kind, severity }: Body) => `${kind}${severity === 'info' ? '' : '!'}`).sort(),
  ];

  it.each(Object.entries(CASES).map(([id, one]) => ({ ...one, id, version: one.version ?? ('1.6' as const) })))(
    '$title',
    async ({ id, version, frames, sessions, orphans = 0 }) => {
      await tellFrames({ url: `${platform.stationsUrl}/${id}`, version, model: id }, frames);
      const found = await until(`${id}: ${JSON.stringify(sessions)}`, async () => {
        const now = await sessionsAt(id);
        return JSON.stringify(now.map(toldOf)) === JSON.stringify(sessions) && now;
      }).catch(() => sessionsAt(id));
      expect(found.map(toldOf)).toEqual(sessions);
      for (const session of found.filter(({ status }) => status === 'ended')) {
        const held = session['anomalies'].some(({ severity }: Body) => severity === 'affects-amount');
        // What came before its start was held for a moment.
        const status = held ? 'held' : 'final';
        await until(`one bill, ${status}`, async () => {
          const { items } = (await platform.api.get(`/bills?sessionId=${session['id']}`)).body;
          return items.length === 1 && items[0].status === status;
        });
        for (const { kind } of session['anomalies']) {
          const { items } = (await platform.api.get(`/sessions?anomaly=${kind}&stationId=${id}`)).body;
          expect(items.map((one: Body) => one['id'])).toContain(session['id']);
        }
      }
      await until(`${orphans} orphans`, async () => {
        const { items } = (await platform.api.get(`/orphan-reports?stationId=${id}`)).body;
        return items.length === orphans;
      });
    },
  );

  it('is of a model that is known for it: what goes wrong is counted by vendor and model', async () => {
    const { body } = await platform.api.get(
      '/sessions/anomalies?anomaly=register-unit-implausible&from=2026-01-01T00:00:00Z',
    );
    expect(body['items']).toEqual(
      ['KWH-AS-WH', 'WH-AS-KWH'].map((model) => ({
        ...{ kind: 'register-unit-implausible', vendor: 'Frames', model, sessions: 1, stations: 1 },
      })),
    );
    expect((await platform.api.get('/sessions/anomalies?from=soon')).status).toBe(400);
  });
});
