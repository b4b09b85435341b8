import { accepted, context, take } from '../golden.fixture';
import { v16 } from '../index';

const start = { connectorId: 1, idTag: 'Tag1', meterStart: 1_000, timestamp: '2025-06-01T10:00:00Z' };
const fingerprint = 'default/CP=201/1/tag1/2025-06-01T10=3A00=3A00=2E000Z/1000';

describe('StartTransaction', () => {
  it('TC_003_CSMS a start is a record of its own whose sequence names the transaction', () => {
    const taken = take('StartTransaction', { ...start, reservationId: 7 }, { authorization: accepted, seq: 4_711 });
    expect(taken).toEqual({
      remarks: [],
      question: {
        ask: 'authorize',
        request: { token: 'Tag1', purpose: 'start', evse: 1, fingerprint, startedAt: '2025-06-01T10:00:00.000Z' },
      },
      events: [
        {
          kind: 'station.transaction.started',
          stationTime: '2025-06-01T10:00:00.000Z',
          data: {
            evse: 1,
            connector: 1,
            fingerprint,
            token: 'Tag1',
            tokenType: 'rfid',
            meterStartWh: 1_000,
            reservationId: 7,
            samples: [],
            verdict: accepted,
          },
        },
      ],
      messageId: fingerprint,
      answer: { idTagInfo: { status: 'Accepted' }, transactionId: 4_711 },
    });
    expect(JSON.stringify(taken.answer)).toBe('{"idTagInfo":{"status":"Accepted"},"transactionId":4711}');
  });

  it('TC_023_1_CSMS a refused token gets a positive transactionId with the refusal', () => {
    const { answer, events } = take('StartTransaction', start, {
      authorization: { status: 'unknown', decidedBy: 'service' },
    });
    expect(answer).toEqual({ idTagInfo: { status: 'Invalid' }, transactionId: 42 });
    expect(events[0]?.data).toMatchObject({ verdict: { status: 'unknown' } });
  });

  it('TC_037_3_CSMS a repeat gets the label and the verdict of the first record, whatever is true now', () => {
    const { answer } = take('StartTransaction', start, {
      authorization: { status: 'concurrent-tx', decidedBy: 'service' },
      firstVerdict: accepted,
      seq: 12,
    });
    expect(answer).toEqual({ idTagInfo: { status: 'Accepted' }, transactionId: 12 });
  });

  it('labels beyond 31 bits begin again at 1', () => {
    const label = (seq: number) => take('StartTransaction', start, { authorization: accepted, seq }).answer;
    expect(label(2 ** 31 - 1)).toMatchObject({ transactionId: 2 ** 31 - 1 });
    expect(label(2 ** 31)).toMatchObject({ transactionId: 1 });
  });

  it('has one fingerprint however the same start is written, and another for every other start', () => {
    const of = (change: object) => take('StartTransaction', { ...start, ...change }).messageId;
    expect(of({ idTag: 'TAG1' })).toBe(fingerprint);
    expect(of({ timestamp: '2025-06-01T12:00:00.000+02:00' })).toBe(fingerprint);
    for (const other of [
      { connectorId: 2 },
      { idTag: 'Tag2' },
      { meterStart: 1_001 },
      { timestamp: '2025-06-01T10:00:01Z' },
    ]) {
      expect(of(other)).not.toBe(fingerprint);
    }
    expect(of({ timestamp: '2025-06-01T10:00:00' })).toBe('default/CP=201/1/tag1/2025-06-01T10=3A00=3A00/1000');
  });

  it('is printable ASCII whatever the token, and reads no token into another', () => {
    const of = (idTag: string) => take('StartTransaction', { ...start, idTag }).messageId ?? '';
    expect(of('ä/1\u2028')).toMatch(/^[\x21-\x7e]+$/);
    expect(of('a/1')).not.toBe(of('a=2F1'));
  });

  it.each([
    ['TC_007_CSMS of a token the station knew by itself', '2025-06-01T10:00:00Z'],
    ['TC_037_1_CSMS that was offline, of a valid token', '2025-05-30T03:04:05Z'],
  ])('a start %s is asked about like any other', (_title, timestamp) => {
    const { question, answer } = take('StartTransaction', { ...start, timestamp }, { authorization: accepted });
    expect(question).toMatchObject({ ask: 'authorize', request: { token: 'Tag1', purpose: 'start' } });
    expect(answer).toMatchObject({ idTagInfo: { status: 'Accepted' } });
  });

  it('TC_046_CSMS a start names the reservation it uses', () => {
    const { events } = take('StartTransaction', { ...start, reservationId: 3 }, { authorization: accepted });
    expect(events[0]?.data).toMatchObject({ reservationId: 3 });
  });

  it('TC_039_CSMS an offline start has the time it had, not the time it came', () => {
    const { events } = take('StartTransaction', { ...start, timestamp: '2025-05-30T03:04:05Z' });
    expect(events[0]?.stationTime).toBe('2025-05-30T03:04:05.000Z');
  });

  it('is never refused where connector and token can be read', () => {
    const taken = take(
      'StartTransaction',
      {
        connectorId: '1',
        idTag: 12_345,
        meterStart: 'broken',
        timestamp: 1_748_772_000,
        extra: true,
        reservationId: null,
      },
      { authorization: accepted },
    );
    expect(taken.answer).toEqual({ idTagInfo: { status: 'Accepted' }, transactionId: 42 });
    expect(taken.events[0]).toEqual({
      kind: 'station.transaction.started',
      data: {
        evse: 1,
        connector: 1,
        fingerprint: 'default/CP=201/1/12345//',
        token: '12345',
        tokenType: 'rfid',
        samples: [],
        verdict: accepted,
      },
    });
    expect(taken.remarks.sort()).toEqual([
      'id-tag-as-number',
      'meter-missing',
      'null-property',
      'number-as-text',
      'time-missing',
      'unknown-property',
      'unreadable-property',
    ]);
  });

  it('takes fractions of Wh, numbers as text, tokens that are too long, connector 0 and an empty token', () => {
    const meter = (meterStart: unknown) => take('StartTransaction', { ...start, meterStart }).events[0]?.data;
    expect(meter(1_000.4)).toMatchObject({ meterStartWh: 1_000 });
    expect(meter('1000.6')).toMatchObject({ meterStartWh: 1_001 });
    expect(meter(2 ** 40)).toMatchObject({ meterStartWh: 2 ** 40 });
    expect(meter(1e300)).not.toHaveProperty('meterStartWh');
    const long = take('StartTransaction', { ...start, idTag: 'x'.repeat(300) });
    expect(long.remarks).toEqual(['id-tag-too-long']);
    expect(long.events[0]?.data).toMatchObject({ token: 'x'.repeat(255) });
    expect(take('StartTransaction', { ...start, connectorId: 0 }).events[0]?.data).toMatchObject({ evse: 0 });
    const nobody = take('StartTransaction', { ...start, idTag: '' });
    expect(nobody.question).toBeUndefined();
    expect(nobody.events[0]?.data).toMatchObject({ verdict: { status: 'invalid', decidedBy: 'policy' } });
    expect(nobody.answer).toMatchObject({ idTagInfo: { status: 'Invalid' } });
  });

  it('is refused where the essentials are missing, and for every fault in strict mode', () => {
    expect(take('StartTransaction', {}).fault?.code).toBe('OccurenceConstraintViolation');
    expect(take('StartTransaction', { ...start, connectorId: 'one' }).fault?.code).toBe('TypeConstraintViolation');
    expect(take('StartTransaction', { ...start, idTag: {} }).fault?.code).toBe('TypeConstraintViolation');
    expect(take('StartTransaction', { ...start, meterStart: 1.5 }, {}, true).fault?.code).toBe(
      'TypeConstraintViolation',
    );
  });

  it('is a bug to answer it without its record', () => {
    const row = v16.incoming('StartTransaction');
    if (typeof row === 'string') throw new Error(row);
    expect(() => row.toAnswer(start, { now: context.receivedAt })).toThrow('only once it is in the log');
  });
});
