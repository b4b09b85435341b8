import { createParamDecorator, ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Actor } from '@chargebus/contracts';
import { unauthorized } from './unauthorized';

/** Who calls the API, by its bearer token: the tenant it acts for and the actor that changes are recorded under. */
export interface Caller {
  readonly tenantId: string;
  readonly actor: Actor;
}

/** A request after the bearer guard: `caller` is there unless the route is public. */
export interface CallerRequest {
  caller?: Caller;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The caller of this request, from its bearer token. Not for routes that are `@Public()`: there it answers 401. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (caller === undefined) throw unauthorized('This call needs a bearer token.');
  return caller;
});

export const PUBLIC_ROUTE = 'chargebus:public';

/** Marks a controller or a route that needs no bearer token. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_ROUTE, true);
