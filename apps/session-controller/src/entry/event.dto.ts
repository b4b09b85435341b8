import { anyFact } from '@chargebus/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const KINDS: readonly string[] = anyFact.options.map((option) => option.shape.kind.value);

const isKind = (pattern: string): boolean =>
  pattern.endsWith('.*') ? KINDS.some((kind) => kind.startsWith(pattern.slice(0, -1))) : KINDS.includes(pattern);

const kinds = z
  .union([z.string(), z.array(z.string())])
  .transform((texts) => [texts].flat().flatMap((text) => text.split(',')))
  .superRefine((patterns, context) => {
    for (const pattern of patterns.filter((one) => !isKind(one)))
      context.addIssue({ code: 'custom', message: `no fact is "${pattern}": there are ${KINDS.join(', ')}` });
  });

export class FollowEventsDto extends createZodDto(
  z.strictObject({
    kind: kinds.optional().describe('Kinds, separated by commas; `session.*` for all that begin so. Default: all.'),
    stationId: z.string().min(1).optional().describe('Facts about this station.'),
    sessionId: z.string().min(1).optional().describe('Facts about this session, its cost and its bill.'),
    lastEventId: z.string().optional().describe('As the header `Last-Event-ID`, which wins, for a first connection.'),
  }),
) {}
