import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Author, FirmwareStore } from '../store/firmware-store';
import { lockImage } from '../store/image.repository';
import type { ImageRow } from '../store/image.row';
import { hashOf, insertLink } from '../store/link.repository';
import type { LinkRow } from '../store/link.row';

const TOKEN_BYTES = 32;

export interface LinkOrder {
  readonly imageId: string;
  readonly stationId: string;
  readonly expiresInS: number;
  readonly maxBytesPerS: number | null;
  /** What the link is made for: opaque here, told with it. */
  readonly attemptId?: string | null;
  readonly rolloutId?: string | null;
  /** Most that goes out over all links of the rollout together. */
  readonly rolloutMaxBytesPerS?: number | null;
}

export type MadeLink =
  { ok: true; link: LinkRow; token: string; image: ImageRow } | { ok: false; reason: 'unknown' | 'retired' };

/** Gives one station leave to fetch one image for a while. The token is told once and never kept. */
export class MakeLink {
  constructor(private readonly store: FirmwareStore) {}

  make(author: Author, { imageId, stationId, expiresInS, maxBytesPerS, ...purpose }: LinkOrder): Promise<MadeLink> {
    return this.store.write<MadeLink>(author, async (em) => {
      // Locked, so that it is not retired or deleted meanwhile.
      const image = await lockImage(em, author.tenantId, imageId);
      if (image === null) return { result: { ok: false, reason: 'unknown' }, facts: [] };
      if (image.retiredAt !== null) return { result: { ok: false, reason: 'retired' }, facts: [] };
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const now = Date.now();
      const link: LinkRow = {
        tenantId: author.tenantId,
        id: uuidv7(),
        imageId,
        stationId,
        tokenHash: hashOf(token),
        expiresAt: new Date(now + expiresInS * 1000).toISOString(),
        maxBytesPerS,
        attemptId: purpose.attemptId ?? null,
        rolloutId: purpose.rolloutId ?? null,
        rolloutMaxBytesPerS: purpose.rolloutMaxBytesPerS ?? null,
        endedByType: null,
        endedById: null,
        bytesSent: 0,
        lastFetchedAt: null,
        createdByType: author.actor.type,
        createdById: author.actor.id,
        createdAt: new Date(now).toISOString(),
      };
      await insertLink(em, link);
      return { result: { ok: true, link, token, image }, facts: [] };
    });
  }
}
