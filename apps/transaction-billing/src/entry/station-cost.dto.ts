import { listQuery, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const listStationCosts = z.strictObject({
  ...listQuery,
  sessionId: z.string().min(1).max(100).optional(),
  stationId: z.string().min(1).max(48).optional(),
  verdict: z
    .enum(['running', 'same', 'differs', 'other-currency', 'not-calculated', 'unreadable', 'unpriced'])
    .optional(),
  differs: queryFlag
    .optional()
    .meta({ description: 'Only those of ended sessions that are not, or that are, the same as our price.' }),
});
export class ListStationCostsDto extends createZodDto(listStationCosts) {}
