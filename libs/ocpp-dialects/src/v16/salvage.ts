import { ANY, salvageMeterValues } from '../meter-value-repairs';
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

const METER_LISTS = 'meterValue|transactionData';

/**
 * The last resort for transaction messages, after every other repair: a station whose StartTransaction, StopTransaction or
 * MeterValues is refused repeats it and holds up all that follows (OCPP 1.6 3.7.1), so whatever of it can be read is taken.
 */
export function salvage(action: string): readonly Repair[] {
  const others = (OTHERS[action] ?? []).join('|');
  return [
    ...salvageMeterValues(METER_LISTS),
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^/(?:${others})$`), mend: () => DROP },
    { name: 'meter-missing', keyword: 'required', at: /^\/meter(?:Start|Stop)$/, mend: () => KEEP },
  ];
}
