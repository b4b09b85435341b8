import { z } from 'zod';

/** A question to a service: its subject `ask.<service>.<question>`, what it takes, what it answers. */
export interface Ask<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly service: string;
  readonly request: Req;
  readonly reply: Res;
}

export const defineAsk = <
  Req extends z.ZodRawShape,
  Ok extends z.ZodRawShape,
  const R extends readonly [string, ...string[]],
>(
  service: string,
  question: string,
  shape: { request: Req; ok: Ok; refusals: R },
) => ({
  subject: `ask.${service}.${question}`,
  service,
  request: z.object(shape.request),
  reply: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), ...shape.ok }),
    z.object({ ok: z.literal(false), reason: z.enum(shape.refusals) }),
  ]),
});

export type AskRequest<A extends Ask> = z.infer<A['request']>;
export type AskReply<A extends Ask> = z.infer<A['reply']>;
