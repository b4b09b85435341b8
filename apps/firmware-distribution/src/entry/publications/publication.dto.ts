import { stationId } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { PUBLICATION_STATUSES } from '../../domain/publications/publication';
import { DOWNLOAD_PROTOCOLS } from '../../domain/updates/check-update';
import type { PublicationRow } from '../../store/publications/publication.row';

export class PublishDto extends createZodDto(
  z.strictObject({
    stationId: stationId.describe('The local controller.'),
    imageId: z.uuid(),
    maxBytesPerS: z.int().min(1024).optional().describe('Of its download.'),
    protocol: z.enum(DOWNLOAD_PROTOCOLS).optional().describe('As for updates.'),
  }),
) {}

export class ListPublicationsQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    stationId: stationId.optional(),
    imageId: z.uuid().optional(),
    status: z.enum(PUBLICATION_STATUSES).optional(),
  }),
) {}

const publicationView = z.object({
  id: z.uuid(),
  stationId: z.string(),
  imageId: z.uuid(),
  version: z.string(),
  status: z.enum(PUBLICATION_STATUSES),
  reason: z.string().nullable().describe('Why it failed.'),
  locations: z.array(z.string()).describe('Where stations behind the controller fetch it, as the controller says.'),
  md5: z.string().describe('Of the content, hex; OCPP names published images by it.'),
  requestId: z.int().describe('As the controller names it.'),
  linkId: z.uuid(),
  dueAt: z.string().nullable().describe('When it fails if nothing is heard.'),
  idempotencyKey: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
  history: z.array(z.object({ at: z.string(), status: z.enum(PUBLICATION_STATUSES), by: z.string() })),
});
export type PublicationView = z.output<typeof publicationView>;
export class PublicationDto extends createZodDto(publicationView) {}
export class PublicationPageDto extends createZodDto(
  z.object({ items: z.array(publicationView), nextCursor: z.string().nullable() }),
) {}

export function toPublicationView(row: PublicationRow): PublicationView {
  const { id, stationId: station, imageId, version, status, reason, locations, md5, requestId, linkId } = row;
  const { dueAt, idempotencyKey, createdAt, history } = row;
  return {
    ...{ id, stationId: station, imageId, version, status, reason, locations, md5, requestId, linkId },
    ...{ dueAt, idempotencyKey, createdAt, createdBy: { type: row.actorType, id: row.actorId }, history },
  };
}
