import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CallerRequest, PUBLIC_ROUTE } from './caller';
import { TokenList } from './token-list';
import { unauthorized } from './unauthorized';

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
    const { authorization } = request.headers;
    if (typeof authorization !== 'string') throw unauthorized('This call needs a bearer token.');
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    const caller = token === undefined ? undefined : this.tokens.find(token);
    if (caller === undefined) throw unauthorized('This bearer token is not known.', true);
    request.caller = caller;
    return true;
  }
}
