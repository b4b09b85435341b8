import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';
import type { StageTimes } from '../../domain/updates/attempt';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import { findPublication, lockPublication } from '../../store/publications/publication.repository';
import type { PublicationRow } from '../../store/publications/publication.row';
import { applyPublicationEvent } from './apply-publication-event';

const STATION_TIMEOUT_MS = 30_000;

export type UnpublishResult =
  | { readonly ok: true; readonly publication: PublicationRow }
  /** `reason` is the controller's outcome; `download-ongoing` where a station is fetching from it. */
  | { readonly ok: false; readonly reason: string };

/** Has a local controller hand an image out no more (OCPP 2.0.1 L04). Asked again it changes nothing. */
export class UnpublishImage {
  constructor(
    private readonly store: FirmwareStore,
    private readonly messaging: Pick<Messaging, 'command'>,
    private readonly times: StageTimes,
  ) {}

  /** @throws the database's errors */
  async unpublish(author: Author, id: string): Promise<UnpublishResult> {
    const { tenantId } = author;
    const row = await this.store.read(tenantId, (em) => findPublication(em, tenantId, id));
    if (row === null) return { ok: false, reason: 'unknown' };
    if (row.status === 'unpublished') return { ok: true, publication: row };
    const command = { type: 'unpublish-firmware', md5: row.md5 } as const;
    const request = { commandId: uuidv7(), tenantId, stationId: row.stationId, timeoutMs: STATION_TIMEOUT_MS, command };
    let told: { status: string; response?: unknown };
    try {
      told = await this.messaging.command(request, { presenceSaysConnected: true });
    } catch (error) {
      if (!(error instanceof NatsUnavailable)) throw error;
      told = { status: 'not-sent' };
    }
    const { status: word } = (told.response as { status?: unknown } | undefined) ?? {};
    if (word === 'DownloadOngoing') return { ok: false, reason: 'download-ongoing' };
    // What the controller has not, it hands out no more: it may have lost it, or have been told before.
    if (told.status !== 'accepted' && word !== 'NoFirmware') return { ok: false, reason: told.status };
    return this.store.write<UnpublishResult>(author, async (em) => {
      const locked = (await lockPublication(em, tenantId, id)) ?? row;
      const event = { type: 'unpublished', at: new Date().toISOString(), by: String(word ?? told.status) } as const;
      const how = { times: this.times, actor: author.actor, newId: () => uuidv7() };
      const applied = await applyPublicationEvent(em, locked, event, how);
      return { result: { ok: true, publication: applied?.row ?? locked }, facts: applied?.facts ?? [] };
    });
  }
}
