import type { StationEquipment } from '@chargebus/contracts';
import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';
import type { PublicationEvent } from '../../domain/publications/publication';
import type { StageTimes } from '../../domain/updates/attempt';
import { protocolOf, type DownloadProtocol } from '../../domain/updates/check-update';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import { findImage } from '../../store/image.repository';
import type { ImageRow } from '../../store/image.row';
import * as publications from '../../store/publications/publication.repository';
import type { PublicationRow } from '../../store/publications/publication.row';
import { lockStations, nextRequestId } from '../../store/updates/attempt.repository';
import { answerOnce, fingerprintOf, type KeyMisused } from '../answer-once';
import type { CheckContent } from '../check-content';
import type { MakeLink } from '../make-link';
import type { FindEquipment } from '../updates/find-equipment';
import type { AddressOf } from '../updates/send-updates';
import { applyPublicationEvent, toPublicationFact } from './apply-publication-event';

const STATION_TIMEOUT_MS = 30_000;

export interface PublicationOrder {
  /** The local controller. */
  readonly stationId: string;
  readonly imageId: string;
  readonly maxBytesPerS: number | null;
  readonly protocol: DownloadProtocol | null;
  /** Where it fetches. */
  readonly baseUrl: string;
}

export type PublicationRefusal =
  | ('unknown-image' | 'image-retired' | 'image-damaged' | 'unknown-station' | 'disabled' | 'no-local-controllers')
  | ('offline' | 'not-accepted' | 'ftp-off' | 'already-published');

export type PublishResult =
  | { readonly ok: true; readonly publication: PublicationRow }
  | { readonly ok: false; readonly reason: PublicationRefusal | KeyMisused['reason'] };

export interface PublishImageParts {
  readonly store: FirmwareStore;
  readonly messaging: Pick<Messaging, 'command'>;
  readonly times: StageTimes;
  readonly equipment: FindEquipment;
  readonly links: MakeLink;
  readonly contents: CheckContent;
  readonly addressOf: AddressOf;
}

/**
 * Has a local controller fetch an image and hand it out to the stations behind it (OCPP 2.0.1 L03). Its row is committed as
 * `sending` before the command leaves, and the command leaves once: killed in between it ends by its time-out, unless the
 * controller reports that it has it.
 */
export class PublishImage {
  constructor(private readonly parts: PublishImageParts) {}

  /**
   * Waits for the controller's answer, 30 s at most.
   * @param key - with the same key nothing is sent again
   * @throws AskFailed if the registry is away, the store's and the database's errors: outages, not refusals
   */
  publish(author: Author, order: PublicationOrder, key?: string): Promise<PublishResult> {
    const { store } = this.parts;
    const { baseUrl: _base, ...request } = order;
    const fingerprint = fingerprintOf(request);
    return answerOnce<PublicationRow, PublishResult>({
      ...{ key, fingerprint },
      find: (known) =>
        store.read(author.tenantId, (em) => publications.findPublicationByKey(em, author.tenantId, known)),
      make: () =>
        this.make(author, order, { idempotencyKey: key ?? null, fingerprint: key === undefined ? null : fingerprint }),
      toAnswer: (publication) => ({ ok: true, publication }),
    });
  }

  private async make(
    author: Author,
    order: PublicationOrder,
    keyed: Pick<PublicationRow, 'idempotencyKey' | 'fingerprint'>,
  ): Promise<PublishResult> {
    const { store, equipment, contents, links, addressOf, times } = this.parts;
    const { tenantId } = author;
    const { stationId, imageId, maxBytesPerS, baseUrl } = order;
    const image = await store.read(tenantId, (em) => findImage(em, tenantId, imageId));
    if (image === null) return { ok: false, reason: 'unknown-image' };
    const station = (await equipment.find(tenantId, [stationId])).get(stationId);
    const reason = refusePublication(image, station);
    if (reason !== undefined || station === undefined) return { ok: false, reason: reason ?? 'unknown-station' };
    const protocol = protocolOf(order, station);
    if (addressOf(protocol, baseUrl, '', '') === null) return { ok: false, reason: 'ftp-off' };
    const content = await contents.check(image);
    if (!content.ok) return { ok: false, reason: 'image-damaged' };
    const id = uuidv7();
    const expiresInS = times.startS + times.downloadS;
    const made = await links.make(author, { imageId, stationId, maxBytesPerS, attemptId: id, expiresInS });
    if (!made.ok) return { ok: false, reason: made.reason === 'unknown' ? 'unknown-image' : 'image-retired' };
    const row = await this.write(author, { id, stationId, image, md5: content.md5, linkId: made.link.id, keyed });
    if (row === undefined) return { ok: false, reason: 'already-published' };
    const location = addressOf(protocol, baseUrl, made.token, image.fileName) as string;
    return { ok: true, publication: await this.send(author, row, location) };
  }

  /** @returns undefined if the controller has the image, or is about to */
  private write(
    { tenantId, actor }: Author,
    o: { id: string; stationId: string; image: ImageRow; md5: string; linkId: string } & {
      keyed: Pick<PublicationRow, 'idempotencyKey' | 'fingerprint'>;
    },
  ): Promise<PublicationRow | undefined> {
    const { id, stationId, image, md5, linkId, keyed } = o;
    return this.parts.store.write<PublicationRow | undefined>({ tenantId, actor }, async (em) => {
      await lockStations(em, tenantId, [stationId]);
      const standing = await publications.findStanding(em, { tenantId, stationId }, image.id);
      if (standing !== null) return { result: undefined, facts: [] };
      const now = new Date();
      const at = now.toISOString();
      const row: PublicationRow = {
        ...{ tenantId, id, stationId, imageId: image.id, version: image.version, md5, linkId, ...keyed },
        requestId: await nextRequestId(em, 'publication', { tenantId, stationId }),
        ...{ status: 'sending', reason: null, lastStatus: null, statusOrder: 0, locations: [] },
        dueAt: new Date(now.getTime() + this.parts.times.answerS * 1000).toISOString(),
        history: [{ at, status: 'sending', by: 'sent' }],
        ...{ actorType: actor.type, actorId: actor.id, createdAt: at },
      };
      await publications.insertPublication(em, row);
      return { result: row, facts: [toPublicationFact(row, { id: uuidv7(), at, actor })] };
    });
  }

  private async send(author: Author, row: PublicationRow, location: string): Promise<PublicationRow> {
    const { tenantId, stationId, requestId, md5 } = row;
    const command = { type: 'publish-firmware', requestId, location, md5 } as const;
    const request = { commandId: row.id, tenantId, stationId, timeoutMs: STATION_TIMEOUT_MS, command };
    const { status: outcome } = await this.parts.messaging
      .command(request, { presenceSaysConnected: true })
      .catch((error: unknown) => {
        // Nothing has left.
        if (error instanceof NatsUnavailable) return { status: 'not-sent' };
        throw error;
      });
    const event: PublicationEvent = { type: 'answered', at: new Date().toISOString(), outcome };
    return this.parts.store.write<PublicationRow>(author, async (em) => {
      const locked = (await publications.lockPublication(em, tenantId, row.id)) ?? row;
      const how = { times: this.parts.times, actor: author.actor, newId: () => uuidv7() };
      const applied = await applyPublicationEvent(em, locked, event, how);
      return { result: applied?.row ?? locked, facts: applied?.facts ?? [] };
    });
  }
}

function refusePublication(image: ImageRow, station: StationEquipment | undefined): PublicationRefusal | undefined {
  if (image.retiredAt !== null) return 'image-retired';
  if (station === undefined) return 'unknown-station';
  if (station.disabled) return 'disabled';
  if (!station.connected) return 'offline';
  if (!station.accepted) return 'not-accepted';
  return station.ocppVersion?.startsWith('1.') === true ? 'no-local-controllers' : undefined;
}
