import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const reason = z.string().trim().min(1).max(1_000).describe('Why; kept with who did it.');

export class ListBillsDto extends createZodDto(
  z.strictObject({
    ...listQuery,
    sessionId: z.string().optional(),
    status: z.enum(['open', 'held', 'final', 'credited']).optional(),
    from: instant.optional().describe('Made at or after; UTC or with an offset.'),
    to: instant.optional().describe('Made before.'),
  }),
) {}

export class ExportBillsDto extends createZodDto(
  z.strictObject({
    status: z.enum(['held', 'final', 'credited']).optional(),
    from: instant.optional().describe('Made at or after; UTC or with an offset.'),
    to: instant.optional().describe('Made before.'),
  }),
) {}

export class WithReasonDto extends createZodDto(z.strictObject({ reason })) {}

export class CorrectBillDto extends createZodDto(
  z.strictObject({
    reason,
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    energyWh: z.int().nonnegative().optional(),
    tariffId: z.uuid().optional().describe('Another tariff than the one that the session started under.'),
    tariffVersion: z.int().positive().optional().describe('Of `tariffId`; default: the newest.'),
  }),
) {}
