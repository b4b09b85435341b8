import { stationId } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { DOWNLOAD_PROTOCOLS } from '../../domain/updates/check-update';
import { ATTEMPT_STATUSES } from '../../domain/updates/attempt';
import type { AttemptRow } from '../../store/updates/attempt.row';

const LATEST_MS = 14 * 24 * 3600 * 1000;
const instant = z.iso
  .datetime({ offset: true })
  .refine((at) => !(Date.parse(at) >= Date.now() + LATEST_MS), { message: 'must be within 14 days' })
  .transform((at) => new Date(at).toISOString());

export class OrderUpdateDto extends createZodDto(
  z.strictObject({
    stationId,
    imageId: z.uuid(),
    allowDowngrade: z.boolean().default(false).describe('Also where the station runs a newer version.'),
    replaceRunning: z
      .boolean()
      .default(false)
      .describe('Takes the place of an update that runs; not where the station speaks 1.6 and the image is unsigned.'),
    retrieveAt: instant.optional().describe('Not fetched before.'),
    installAt: instant.optional().describe('Not installed before; 2.x, and 1.6 where the image is signed.'),
    maxBytesPerS: z.int().min(1024).optional().describe('Of its download.'),
    protocol: z
      .enum(DOWNLOAD_PROTOCOLS)
      .optional()
      .describe(
        '`ftp` where it can fetch in no other way. Default: `ftp` where it has the tag `firmware:ftp`, else `http`.',
      ),
  }),
) {}

export class ListUpdatesQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    stationId: stationId.optional(),
    imageId: z.uuid().optional(),
    rolloutId: z.uuid().optional(),
    status: z.enum(ATTEMPT_STATUSES).optional(),
  }),
) {}

const updateView = z.object({
  id: z.uuid(),
  stationId: z.string(),
  imageId: z.uuid(),
  rolloutId: z.uuid().nullable(),
  try: z.int().describe('Of the station in its rollout, from 1.'),
  status: z.enum(ATTEMPT_STATUSES).describe('`done`: it has booted with the target version.'),
  reason: z.string().nullable().describe('Why it failed, or was cancelled.'),
  requestId: z.int().describe('As the station names it.'),
  fromVersion: z.string().nullable(),
  targetVersion: z.string(),
  retrieveAt: z.string().nullable(),
  installAt: z.string().nullable(),
  maxBytesPerS: z.int().nullable(),
  protocol: z.enum(DOWNLOAD_PROTOCOLS),
  idempotencyKey: z.string().nullable(),
  linkId: z.uuid().nullable(),
  sentAt: z.string().nullable(),
  dueAt: z.string().nullable().describe('When it fails if nothing is heard.'),
  endedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
  history: z.array(z.object({ at: z.string(), status: z.enum(ATTEMPT_STATUSES), by: z.string() })),
});
export type UpdateView = z.output<typeof updateView>;
export class UpdateDto extends createZodDto(updateView) {}
export class UpdatePageDto extends createZodDto(
  z.object({ items: z.array(updateView), nextCursor: z.string().nullable() }),
) {}

export function toUpdateView(row: AttemptRow): UpdateView {
  const { id, stationId: station, imageId, rolloutId, status, reason, requestId, fromVersion, targetVersion } = row;
  const {
    retrieveAt,
    installAt,
    maxBytesPerS,
    protocol,
    idempotencyKey,
    linkId,
    sentAt,
    dueAt,
    endedAt,
    createdAt,
    history,
  } = row;
  return {
    ...{
      id,
      stationId: station,
      imageId,
      rolloutId,
      try: row.try,
      status,
      reason,
      requestId,
      fromVersion,
      targetVersion,
    },
    ...{ retrieveAt, installAt, maxBytesPerS, protocol, idempotencyKey, linkId, sentAt, dueAt, endedAt, createdAt },
    createdBy: { type: row.actorType, id: row.actorId },
    history,
  };
}
