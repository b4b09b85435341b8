import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/** OCA's application note "OCPP & California Pricing Requirements" v3.1, section 3: how 1.6 stations are told costs. */
const COST_MESSAGES = 'org.openchargealliance.costmsg';

/** RunningCost and FinalCost of that note: the data is JSON in a text; costs are with tax. */
export const showCost: CommandRow<'show-cost'> = {
  toCall(cost) {
    const transactionId = Number(cost.transactionRef);
    if (!Number.isSafeInteger(transactionId)) {
      return { unsupported: `OCPP 1.6 transactions are numbers, not ${cost.transactionRef}` };
    }
    const messageId = cost.final ? 'FinalCost' : 'RunningCost';
    const data = { transactionId, cost: Number(cost.amount), ...(cost.final ? inWords(cost) : standing(cost)) };
    return { action: 'DataTransfer', payload: { vendorId: COST_MESSAGES, messageId, data: JSON.stringify(data) } };
  },
  toResult: (payload) => toCommandResult(payload),
};

type Cost = StationCommandOf<'show-cost'>;

/** The note requires a text beside the figure. */
const inWords = ({ amount, currency }: Cost): object => ({ priceText: `${amount} ${currency}` });

const standing = ({ at, meterWh, charging }: Cost): object =>
  withoutAbsent({ timestamp: at, meterValue: meterWh, state: charging ? 'Charging' : 'Idle' });
