import { accepted, take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const event = (eventType: string, more: object = {}, info: object = {}) => ({
  eventType,
  timestamp: AT,
  triggerReason: 'RunningCost',
  seqNo: 4,
  transactionInfo: { transactionId: 'tx-1', ...info },
  ...more,
});
const costDetails = {
  totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 1.05, inclTax: 1.25 } },
  totalUsage: { energy: 3, chargingTime: 600, idleTime: 0 },
};
const taken = (payload: object) => take('TransactionEvent', payload, { authorization: accepted });
const dataOf = (payload: object) => taken(payload).events[0]?.data;

describe('TransactionEvent of 2.1', () => {
  it('keeps what the station says it cost, and all else that 2.1 has added, as it came', () => {
    const transactionLimit = { maxCost: 20, maxEnergy: 30_000 };
    const payload = event(
      'Updated',
      { costDetails, preconditioningStatus: 'Ready', evseSleep: false },
      { tariffId: 'T1', transactionLimit, operationMode: 'ChargingOnly' },
    );
    expect(take('TransactionEvent', payload)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.transaction.updated',
          stationTime: AT,
          data: {
            transactionRef: 'tx-1',
            seqNo: 4,
            triggerReason: 'RunningCost',
            details: {
              costDetails,
              preconditioningStatus: 'Ready',
              evseSleep: false,
              tariffId: 'T1',
              transactionLimit,
              operationMode: 'ChargingOnly',
            },
            samples: [],
          },
        },
      ],
      answer: {},
    });
  });

  it('tells the final cost with the end, and of a start the limit that was agreed', () => {
    expect(dataOf(event('Ended', { costDetails }))).toMatchObject({ details: { costDetails } });
    expect(dataOf(event('Started', {}, { transactionLimit: { maxSoC: 80 } }))).toMatchObject({
      details: { transactionLimit: { maxSoC: 80 } },
    });
    expect(dataOf(event('Started'))).not.toHaveProperty('details');
  });

  it.each([
    ['CostLimitReached', 'finishing'],
    ['SoCLimitReached', 'finishing'],
    ['TariffNotAccepted', 'finishing'],
    ['TxResumed', 'idle'],
  ])('EVConnected by %s is %s', (triggerReason, chargingState) => {
    const payload = event(
      'Updated',
      { triggerReason, evse: { id: 1, connectorId: 1 } },
      { chargingState: 'EVConnected' },
    );
    expect(taken(payload).remarks).toEqual([]);
    expect(taken(payload).events.map(({ data }) => data)).toMatchObject([{ chargingState }, { chargingState }]);
  });

  it('ended because its way of energy transfer was refused', () => {
    const payload = event('Ended', {}, { stoppedReason: 'ReqEnergyTransferRejected' });
    expect(dataOf(payload)).toMatchObject({ reason: 'energy-transfer-rejected' });
  });

  it.each([
    ['ISO14443', 'rfid'],
    ['iso14443', 'rfid'],
    ['DirectPayment', 'direct-payment'],
    ['EVCCID', 'evccid'],
    ['VIN', 'vin'],
    ['Loyalty', 'other'],
  ])('the open list of token types has %s', (type, tokenType) => {
    const { question, remarks } = taken(event('Started', { idToken: { idToken: 'T', type } }));
    expect(question?.request).toMatchObject({ token: 'T', tokenType });
    expect(remarks).toEqual([]);
  });

  it('takes new measurands, a place before the meter, and signed data with its key elsewhere', () => {
    const sampledValue = [
      { value: 64, measurand: 'Display.PresentSOC', unitOfMeasure: { unit: 'Percent' } },
      { value: 7, location: 'Upstream', signedMeterValue: { signedMeterData: 'b2Nt', encodingMethod: 'OCMF' } },
    ];
    const { events, remarks } = taken(event('Updated', { meterValue: [{ timestamp: AT, sampledValue }] }));
    expect(events[0]?.data).toMatchObject({
      samples: [
        { measurand: 'Display.PresentSOC', value: 64 },
        { location: 'Upstream', value: 7 },
        { location: 'Upstream', signed: true, raw: '{"signedMeterData":"b2Nt","encodingMethod":"OCMF"}' },
      ],
    });
    expect(remarks).toEqual([]);
  });

  it('gives a group a name of up to 255 characters', () => {
    const authorization = { ...accepted, groupId: 'g'.repeat(255) };
    const idToken = { idToken: 'T', type: 'Local' };
    const tells = (action: string, payload: object) => take(action, payload, { authorization }).answer;
    const told = { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'g'.repeat(255), type: 'Central' } } };
    expect(tells('Authorize', { idToken })).toEqual(told);
    expect(tells('TransactionEvent', event('Started', { idToken }))).toEqual(told);
  });

  it.each<[string, object, string]>([
    ['a cost that is not as it should be', event('Updated', { costDetails: { total: '1.25' } }), 'detail-odd'],
    ['a cost that is a number', event('Updated', { costDetails: 1.25 }), 'detail-odd'],
    ['a mode of operation nobody knows', event('Updated', {}, { operationMode: 'Magic' }), 'detail-odd'],
    ['no cost yet', event('Updated', { costDetails: null }), 'null-property'],
    ['a count below 0', event('Updated', { seqNo: -1 }), 'seq-no-below-zero'],
    ['a fourth phase', event('Updated', { numberOfPhasesUsed: 4 }), 'unreadable-property'],
    ['an EVSE below 0', event('Updated', { evse: { id: -1 } }), 'unreadable-property'],
    [
      'a long type of token',
      event('Started', { idToken: { idToken: 'T', type: 't'.repeat(30) } }),
      'id-token-type-unknown',
    ],
  ])('forgives, by name: %s', (_title, payload, remark) => {
    expect(taken(payload)).toMatchObject({ remarks: [remark] });
    expect(take('TransactionEvent', payload, {}, true).fault?.code).toMatch(/Violation$/);
  });
});
