import type { Ask } from '@chargebus/contracts';
import { MessagePattern } from '@nestjs/microservices';

/** What `AskPattern` leaves on a handler for `NatsAskServer`. */
export interface AskExtras {
  readonly queue: string;
  readonly ask: Ask;
}

/**
 * Marks a controller's method as the one that answers an ask: `@AskPattern(asks.boot)`. It takes the checked request and
 * returns the reply. Replicas of the service share the questions (queue group = service).
 */
export function AskPattern(ask: Ask): MethodDecorator {
  const extras: AskExtras = { queue: ask.service, ask };
  return MessagePattern(ask.subject, { ...extras });
}
