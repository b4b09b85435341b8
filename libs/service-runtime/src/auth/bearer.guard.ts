import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from './bearer';
import { CallerRequest, PUBLIC_ROUTE } from './caller';
import { TokenList } from './token-list';

/** Every route needs `Authorization: Bearer <token>` unless it is `@Public()`; the token's holder becomes the caller. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly tokens: TokenList,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic) return true;
    const request = context.switchToHttp().getRequest<CallerRequest>();
    request.caller = callerOf(request, this.tokens);
    return true;
  }
}
