import { Controller } from '@nestjs/common';
import { asks, type AskReply, type AskRequest } from '@chargebus/contracts';
import { AskPattern } from '@chargebus/messaging';
import { AuthorizeToken } from '../use-cases/authorize-token';

/** Answers gateways: may this token charge, start, stop. */
@Controller()
export class AuthorizeController {
  constructor(private readonly tokens: AuthorizeToken) {}

  @AskPattern(asks.authorize)
  async authorize(question: AskRequest<typeof asks.authorize>): Promise<AskReply<typeof asks.authorize>> {
    return { ok: true, ...(await this.tokens.authorize(question)) };
  }
}
