import { DROP, KEEP, type Repair } from '../repairs';

/** What a transaction message cannot do without. Everything else is saved where it can be, and left out where not. */
export const ESSENTIAL: Readonly<Record<string, readonly string[]>> = {
  StartTransaction: ['connectorId', 'idTag'],
  StopTransaction: ['transactionId'],
  MeterValues: ['connectorId', 'meterValue'],
};
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  StartTransaction: ['meterStart', 'reservationId', 'timestamp'],
  StopTransaction: ['idTag', 'meterStop', 'reason', 'timestamp', 'transactionData'],
  MeterValues: ['transactionId'],
};

const ANY = ['type', 'enum', 'format', 'maxLength'];
const METER_VALUE = '/(?:meterValue|transactionData)/\\d+';
const SAMPLE = `${METER_VALUE}/sampledValue/\\d+`;

/**
 * The last resort for transaction messages, after every other repair: a station whose StartTransaction, StopTransaction or
 * MeterValues is refused repeats it and holds up all that follows (OCPP 1.6 3.7.1), so whatever of it can be read is taken.
 */
export function salvage(action: string): readonly Repair[] {
  const others = (OTHERS[action] ?? []).join('|');
  return [
    { name: 'unreadable-sample', keyword: ANY, at: new RegExp(`^(${SAMPLE})(?:/value)?$`), mend: () => DROP },
    { name: 'unreadable-sample', keyword: 'required', at: new RegExp(`^(${SAMPLE})/value$`), mend: () => DROP },
    { name: 'unreadable-sample', keyword: ANY, at: new RegExp(`^(${METER_VALUE})$`), mend: () => DROP },
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^${SAMPLE}/\\w+$`), mend: () => DROP },
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^${METER_VALUE}/\\w+$`), mend: () => DROP },
    { name: 'time-missing', keyword: 'required', at: /(?:^|\d)\/timestamp$/, mend: () => KEEP },
    {
      name: 'sampled-value-missing',
      keyword: 'required',
      at: new RegExp(`^${METER_VALUE}/sampledValue$`),
      mend: () => KEEP,
    },
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^/(?:${others})$`), mend: () => DROP },
    { name: 'meter-missing', keyword: 'required', at: /^\/meter(?:Start|Stop)$/, mend: () => KEEP },
  ];
}
