import { compare, type Item, type OwnCount } from './compare';

const own: OwnCount = {
  station: 'CP1',
  version: '1.6',
  transactionId: 7,
  connector: 1,
  token: 'CARD',
  meterStartWh: 1_000,
  meterStopWh: 3_000,
  startedAt: '2026-03-01T10:00:00.000Z',
  stoppedAt: '2026-03-01T10:10:00.000Z',
  reason: 'Local',
  authorization: 'Accepted',
  acknowledged: { start: true, stop: true },
  meterValuesAcknowledged: 3,
  totalCost: null,
  givenUp: 0,
};
const session: Item = {
  id: 's1',
  stationId: 'CP1',
  status: 'ended',
  token: 'CARD',
  startedAt: own.startedAt,
  endedAt: own.stoppedAt,
  meterStartWh: 1_000,
  meterStopWh: 3_000,
  energyWh: 2_000,
  transactionRef: '7',
  anomalies: [],
};
// 0.50 + 2 kWh x 0.35 = 0.70 + 600 s = 2.00; net 3.20; VAT 0.608 -> 0.61
const bill: Item = {
  id: 'b1',
  sessionId: 's1',
  stationId: 'CP1',
  status: 'final',
  net: '3.20',
  vat: '0.61',
  total: '3.81',
};
const found = (counted: OwnCount[], sessions: Item[], bills: Item[]): string[] =>
  compare(counted, sessions, bills).map(({ what }) => what);

describe('compare', () => {
  it('finds nothing where every session and bill is there once and equal', () => {
    expect(compare([own], [session], [bill])).toEqual([]);
  });

  it.each<[string, Item[], Item[], string[]]>([
    ['a missing session', [], [], ['the session is missing']],
    ['a missing bill', [session], [], ['the bill is missing']],
    ['a doubled bill', [session], [bill, { ...bill, id: 'b2' }], ['the bill is there 2 times: b1, b2']],
    ['a bill a cent off', [session], [{ ...bill, total: '3.82' }], ['bill b1: total is 3.82, counted 3.81']],
    ['a held bill', [session], [{ ...bill, status: 'held', heldFor: 'anomaly' }], ['bill b1 is held anomaly']],
    ['energy that differs', [{ ...session, energyWh: 1_999 }], [bill], ['session s1: energyWh is 1999, counted 2000']],
    [
      'a session that never ended',
      [{ ...session, status: 'charging', endedAt: null }],
      [bill],
      ['session s1: status is charging, counted ended', `session s1: endedAt is null, counted ${own.stoppedAt}`],
    ],
    [
      'a doubled session',
      [session, { ...session, id: 's2' }],
      [bill],
      ['the session is there 2 times: s1, s2', 'the bill is missing'],
    ],
    [
      'a session nobody had',
      [session, { ...session, id: 's9', startedAt: null, status: 'ended' }],
      [bill],
      ['session s9 (ended) is none of its station'],
    ],
    ['a bill of no session', [session], [bill, { ...bill, id: 'b9', sessionId: 's9' }], ['bill b9 of no session']],
    [
      'an anomaly',
      [{ ...session, anomalies: [{ kind: 'gap', severity: 'affects-amount' }] }],
      [bill],
      ['session s1: gap'],
    ],
  ])('finds %s', (_what, sessions, bills, expected) => {
    expect(found([own], sessions, bills)).toEqual(expected);
  });

  it('lets a session be that was asked for and never began, unless it has a bill', () => {
    const failed = { ...session, id: 's9', startedAt: null, status: 'failed' };
    expect(found([own], [session, failed], [bill])).toEqual([]);
    expect(found([own], [session, failed], [bill, { ...bill, id: 'b9', sessionId: 's9' }])).toEqual([
      'session s9 (failed) is none of its station',
    ]);
  });

  it('takes a remark that does not change the amount as it is', () => {
    const remarked = { ...session, anomalies: [{ kind: 'repeated', severity: 'info' }] };
    expect(found([own], [remarked], [bill])).toEqual([]);
  });

  it('finds what the station itself complains about', () => {
    const unanswered = { ...own, acknowledged: { start: true, stop: false }, givenUp: 1, authorization: 'Invalid' };
    expect(found([unanswered], [session], [bill])).toEqual([
      'its stop was never answered',
      'the station gave up 1 of its messages',
      'its token was told Invalid',
    ]);
  });
});
