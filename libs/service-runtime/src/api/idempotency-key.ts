import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { badRequest } from '../problems/problem';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The request's `Idempotency-Key`, undefined when it has none: a repeat with the same key is answered like the first.
 * A key is 1 to 255 visible ASCII characters; anything else is answered 400.
 */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined => {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | string[] | undefined> }>();
    const key = headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key === 'string' && KEY.test(key)) return key;
    throw badRequest([{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]);
  },
  [
    (target, property) => {
      const method = property === undefined ? undefined : Object.getOwnPropertyDescriptor(target, property);
      if (method === undefined || property === undefined) return;
      const description = 'Repeats with the same key are answered like the first call and do nothing again.';
      ApiHeader({ name: 'Idempotency-Key', required: false, description })(target, property, method);
    },
  ],
);
