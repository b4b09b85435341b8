import { Controller } from '@nestjs/common';
import { asks, type AskReply, type AskRequest } from '@chargebus/contracts';
import { AskPattern } from '@chargebus/messaging';
import { AnswerCost } from '../use-cases/answer-cost';
import { tellAdHocPrices } from '../use-cases/tell-ad-hoc-prices';
import { BillingContext } from './billing-context';

/** Answers other services: what does charging cost. */
@Controller()
export class PricesController {
  constructor(
    private readonly billing: BillingContext,
    private readonly costs: AnswerCost,
  ) {}

  @AskPattern(asks.adHocPrices)
  adHoc(question: AskRequest<typeof asks.adHocPrices>): Promise<AskReply<typeof asks.adHocPrices>> {
    return tellAdHocPrices(this.billing.dataSource, question);
  }

  @AskPattern(asks.costOfSession)
  cost(question: AskRequest<typeof asks.costOfSession>): Promise<AskReply<typeof asks.costOfSession>> {
    return this.costs.answer(question);
  }
}
