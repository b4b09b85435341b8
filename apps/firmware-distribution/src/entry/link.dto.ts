import { stationId } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ImageRow } from '../store/image.row';
import type { LinkRow } from '../store/link.row';
import type { AddressOf } from '../use-cases/updates/send-updates';

const LONGEST_S = 30 * 24 * 3600;
const bytesPerS = z.int().min(1024);

const purposeId = z.string().min(1).max(100);

export class MakeLinkDto extends createZodDto(
  z
    .strictObject({
      stationId,
      expiresInS: z
        .int()
        .min(60)
        .max(LONGEST_S)
        .default(24 * 3600),
      maxBytesPerS: bytesPerS.optional().describe('Most that goes out over this link, all its connections together.'),
      attemptId: purposeId.optional().describe('What the link is made for, in your words; lists may ask for it.'),
      rolloutId: purposeId.optional(),
      rolloutMaxBytesPerS: bytesPerS
        .optional()
        .describe('Most that goes out over all links of `rolloutId` together, by each replica of the service.'),
    })
    .refine((link) => link.rolloutMaxBytesPerS === undefined || link.rolloutId !== undefined, {
      path: ['rolloutId'],
      message: 'is needed with rolloutMaxBytesPerS',
    }),
) {}

export class ListLinksQuery extends createZodDto(z.strictObject({ ...listQuery })) {}

export class FindLinksQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    imageId: z.uuid().optional(),
    stationId: z.string().optional(),
    attemptId: z.string().optional(),
    rolloutId: z.string().optional(),
  }),
) {}

export class UsageQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    stationId: z.string().optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
) {}

export class UsagePageDto extends createZodDto(
  z.object({
    items: z.array(z.object({ stationId: z.string(), day: z.string().describe('Of UTC.'), bytesSent: z.int() })),
    nextCursor: z.string().nullable(),
  }),
) {}

const linkView = z.object({
  id: z.uuid(),
  imageId: z.uuid(),
  stationId: z.string(),
  expiresAt: z.string(),
  maxBytesPerS: z.int().nullable(),
  attemptId: z.string().nullable(),
  rolloutId: z.string().nullable(),
  rolloutMaxBytesPerS: z.int().nullable(),
  endedBy: z.object({ type: z.string(), id: z.string() }).nullable().describe('Who ended it before its time.'),
  bytesSent: z.int().describe('What was fetched over it so far, repeats included.'),
  lastFetchedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string() }),
});
export type LinkView = z.output<typeof linkView>;
const madeLinkView = linkView.extend({
  url: z.string().describe('Told now and never again.'),
  ftpUrl: z.string().nullable().describe('The same by FTP, where it is switched on.'),
});
export type MadeLinkView = z.output<typeof madeLinkView>;
export class MadeLinkDto extends createZodDto(madeLinkView) {}
export class LinkDto extends createZodDto(linkView) {}
export class LinkPageDto extends createZodDto(
  z.object({ items: z.array(linkView), nextCursor: z.string().nullable() }),
) {}

export function toLinkView(row: LinkRow): LinkView {
  const { tenantId: _tenant, tokenHash: _secret, createdByType, createdById, endedByType, endedById, ...told } = row;
  const endedBy = endedByType === null || endedById === null ? null : { type: endedByType, id: endedById };
  return { ...told, endedBy, createdBy: { type: createdByType, id: createdById } };
}

/** Where stations find a link. */
export class LinkAddress {
  constructor(
    private readonly publicUrl: string | undefined,
    private readonly ftp: { readonly port: number; readonly address: string | undefined } | undefined,
  ) {}

  of(request: FastifyRequest, token: string, image: ImageRow): { url: string; ftpUrl: string | null } {
    return this.under(this.baseOf(request), token, image.fileName);
  }

  /** Where stations reach this service, as the configuration says or the caller has reached it. */
  baseOf(request: FastifyRequest): string {
    return this.publicUrl ?? `${request.protocol}://${request.host}`;
  }

  /** The one of these; null where it is FTP and there is none. */
  readonly by: AddressOf = (protocol, ...where) => {
    const { url, ftpUrl } = this.under(...where);
    return protocol === 'ftp' ? ftpUrl : url;
  };

  /** The same under a base that was kept. */
  under(kept: string, token: string, fileName: string): { url: string; ftpUrl: string | null } {
    const base = kept.replace(/\/+$/, '');
    // Stations make a file name of the last part, and some take nothing but plain letters.
    const name = fileName.replaceAll(/[^A-Za-z0-9._-]/g, '_') || 'firmware';
    const host = this.ftp?.address ?? new URL(base).hostname;
    const ftpUrl = this.ftp ? `ftp://${host}${this.ftp.port === 21 ? '' : `:${this.ftp.port}`}/${token}/${name}` : null;
    return { url: `${base}/firmware/files/${token}/${name}`, ftpUrl };
  }
}
