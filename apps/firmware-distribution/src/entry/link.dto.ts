import { stationId } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ImageRow } from '../store/image.row';
import type { LinkRow } from '../store/link.row';

const LONGEST_S = 30 * 24 * 3600;

export class MakeLinkDto extends createZodDto(
  z.strictObject({
    stationId,
    expiresInS: z
      .int()
      .min(60)
      .max(LONGEST_S)
      .default(24 * 3600),
    maxBytesPerS: z
      .int()
      .min(1024)
      .optional()
      .describe('Most that goes out over this link, all its connections together.'),
  }),
) {}

export class ListLinksQuery extends createZodDto(z.strictObject({ ...listQuery })) {}

const linkView = z.object({
  id: z.uuid(),
  imageId: z.uuid(),
  stationId: z.string(),
  expiresAt: z.string(),
  maxBytesPerS: z.int().nullable(),
  bytesSent: z.int().describe('What was fetched over it so far, repeats included.'),
  lastFetchedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
});
export type LinkView = z.output<typeof linkView>;
const madeLinkView = linkView.extend({ url: z.string().describe('Told now and never again.') });
export type MadeLinkView = z.output<typeof madeLinkView>;
export class MadeLinkDto extends createZodDto(madeLinkView) {}
export class LinkPageDto extends createZodDto(
  z.object({ items: z.array(linkView), nextCursor: z.string().nullable() }),
) {}

export function toLinkView(row: LinkRow): LinkView {
  const { id, imageId, stationId: station, expiresAt, maxBytesPerS, bytesSent, lastFetchedAt, createdAt } = row;
  const createdBy = { type: row.createdByType, id: row.createdById };
  return { id, imageId, stationId: station, expiresAt, maxBytesPerS, bytesSent, lastFetchedAt, createdAt, createdBy };
}

/** Where stations find a link. */
export class LinkAddress {
  constructor(private readonly publicUrl: string | undefined) {}

  of(request: FastifyRequest, token: string, image: ImageRow): string {
    const base = this.publicUrl ?? `${request.protocol}://${request.host}`;
    // Stations make a file name of the last part, and some take nothing but plain letters.
    const name = image.fileName.replaceAll(/[^A-Za-z0-9._-]/g, '_') || 'firmware';
    return `${base.replace(/\/+$/, '')}/firmware/files/${token}/${name}`;
  }
}
