import type { DriverCost, StationCommandOf } from '@chargebus/contracts';
import { take as take201 } from './v201/golden.fixture';
import { take as take21 } from './v21/golden.fixture';
import { v16, v201, v21 } from './index';

const AT = '2025-06-01T10:00:00.000Z';
const cost: DriverCost = { amount: '12.30', currency: 'EUR', final: false, at: AT, meterWh: 9_000, charging: true };
const event = (eventType: string, more: object = {}) => ({
  eventType,
  timestamp: AT,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 4,
  transactionInfo: { transactionId: 'tx-1' },
  ...more,
});
const show = (more: Partial<StationCommandOf<'show-cost'>> = {}): StationCommandOf<'show-cost'> => ({
  ...{ type: 'show-cost', transactionRef: '17', amount: '12.30', currency: 'EUR', final: false, charging: true },
  ...more,
});
const tells = (dialect: typeof v16, action: string, payload: object) => {
  const row = dialect.incoming(action);
  return typeof row === 'string' ? row : row.tellsCost?.(payload);
};

describe('what a driver is told of the cost', () => {
  it('TC_I_02_CSMS 2.0.1 is told the final cost with the end, and nothing before in an answer', () => {
    const final = { ...cost, final: true };
    expect(take201('TransactionEvent', event('Ended'), { cost: final }).answer).toEqual({ totalCost: 12.3 });
    expect(take201('TransactionEvent', event('Ended'), { cost }).answer).toEqual({});
    expect(tells(v201, 'TransactionEvent', event('Ended'))).toBe('in-answer');
    expect(tells(v201, 'TransactionEvent', event('Updated'))).toBe('running');
  });

  it('2.1 is told in the answers while it runs, too, but of what comes late from its queue', () => {
    expect(take21('TransactionEvent', event('Updated'), { cost }).answer).toEqual({ totalCost: 12.3 });
    expect(tells(v21, 'TransactionEvent', event('Updated'))).toBe('in-answer');
    expect(tells(v21, 'TransactionEvent', event('Updated', { offline: true }))).toBeUndefined();
    expect(tells(v21, 'TransactionEvent', event('Started'))).toBeUndefined();
  });

  it('tells 0 of what is free, and nothing of what nobody knows', () => {
    const free = { ...cost, amount: '0.00', final: true };
    expect(take201('TransactionEvent', event('Ended'), { cost: free }).answer).toEqual({ totalCost: 0 });
    expect(take201('TransactionEvent', event('Ended')).answer).toEqual({});
  });

  it('TC_I_01_CSMS 2.x is told the running cost by CostUpdated, the final one never', () => {
    const call = { ok: true, action: 'CostUpdated', payload: { totalCost: 12.3, transactionId: '17' } };
    expect([v201.toCall(show()), v21.toCall(show())]).toEqual([call, call]);
    expect(v201.toCall(show({ final: true }))).toMatchObject({ ok: false, status: 'unsupported' });
    expect(v201.toResult(show(), {}).status).toBe('accepted');
  });

  it('1.6 is told both by data transfers, of transactions that have a name', () => {
    const spelled = (more: Partial<StationCommandOf<'show-cost'>>): unknown => {
      const call = v16.toCall(show(more));
      const { data, ...rest } = (call as unknown as { payload: { data: string } }).payload;
      return { ...rest, data: JSON.parse(data) };
    };
    const vendorId = 'org.openchargealliance.costmsg';
    expect(spelled({ at: AT, meterWh: 9_000, charging: false })).toEqual({
      vendorId,
      messageId: 'RunningCost',
      data: { transactionId: 17, cost: 12.3, timestamp: AT, meterValue: 9_000, state: 'Idle' },
    });
    expect(spelled({ final: true })).toEqual({
      vendorId,
      messageId: 'FinalCost',
      data: { transactionId: 17, cost: 12.3, priceText: '12.30 EUR' },
    });
    expect(v16.toCall(show({ transactionRef: 'tx-1' }))).toMatchObject({ ok: false, status: 'unsupported' });
    expect(v16.toResult(show(), { status: 'UnknownVendorId' }).status).toBe('unsupported');
    expect(tells(v16, 'MeterValues', { connectorId: 1, transactionId: 17, meterValue: [] })).toBe('running');
    expect(tells(v16, 'MeterValues', { connectorId: 1, transactionId: 0, meterValue: [] })).toBeUndefined();
    expect(tells(v16, 'StopTransaction', { transactionId: 17, meterStop: 1, timestamp: AT })).toBe('final');
    expect(tells(v16, 'StopTransaction', { transactionId: -1, meterStop: 1, timestamp: AT })).toBeUndefined();
  });
});
