import type { StationEquipment } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Machine } from '../../domain/updates/statuses';
import {
  protocolOf,
  refuseUpdate,
  targetVersionOf,
  type DownloadProtocol,
  type UpdateRefusal,
} from '../../domain/updates/check-update';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import { findImage } from '../../store/image.repository';
import type { ImageRow } from '../../store/image.row';
import {
  findAttemptByKey,
  findRunning,
  insertAttempt,
  lockStations,
  nextRequestId,
} from '../../store/updates/attempt.repository';
import type { AttemptRow } from '../../store/updates/attempt.row';
import { answerOnce, fingerprintOf, type KeyMisused } from '../answer-once';
import type { CheckContent } from '../check-content';
import type { FindEquipment } from './find-equipment';

export interface UpdateOrder {
  readonly stationId: string;
  readonly imageId: string;
  readonly allowDowngrade: boolean;
  /** Takes the place of an update that runs: 1.6 knows that of signed ones only. */
  readonly replaceRunning: boolean;
  readonly retrieveAt: string | null;
  readonly installAt: string | null;
  readonly maxBytesPerS: number | null;
  readonly protocol: DownloadProtocol | null;
  /** Where the station fetches. */
  readonly baseUrl: string;
}

type OrderRefusal =
  | UpdateRefusal
  | ('unknown-image' | 'unknown-station' | 'offline' | 'not-accepted' | 'update-running' | 'image-damaged');

export type Ordered =
  | { ok: true; attempt: AttemptRow }
  | {
      ok: false;
      reason: OrderRefusal | KeyMisused['reason'];
      /** What the station is and runs, where that is why. */
      station?: StationEquipment | undefined;
    };

/** Orders the update of one station. Its row is committed before anything leaves; what must not be is refused before that. */
export class OrderUpdate {
  constructor(
    private readonly store: FirmwareStore,
    private readonly equipment: FindEquipment,
    private readonly contents: CheckContent,
    private readonly ftpOn: boolean,
  ) {}

  /**
   * @param key - with the same key nothing is ordered again
   * @throws AskFailed if the registry is away, the store's and the database's errors: outages, not refusals
   */
  order(author: Author, order: UpdateOrder, key?: string): Promise<Ordered> {
    const { tenantId } = author;
    const { baseUrl: _base, ...request } = order;
    const fingerprint = fingerprintOf(request);
    return answerOnce<AttemptRow, Ordered>({
      ...{ key, fingerprint },
      find: (known) => this.store.read(tenantId, (em) => findAttemptByKey(em, tenantId, known)),
      make: () => this.make(author, order, key === undefined ? undefined : { key, fingerprint }),
      toAnswer: (attempt) => ({ ok: true, attempt }),
    });
  }

  private async make(author: Author, order: UpdateOrder, keyed?: Key): Promise<Ordered> {
    const { tenantId } = author;
    const image = await this.store.read(tenantId, (em) => findImage(em, tenantId, order.imageId));
    if (image === null) return { ok: false, reason: 'unknown-image' };
    const station = (await this.equipment.find(tenantId, [order.stationId])).get(order.stationId);
    if (station === undefined) return { ok: false, reason: 'unknown-station' };
    const reason = refuseUpdate(image, station, { ...order, ftpOn: this.ftpOn });
    if (reason !== undefined) return { ok: false, reason, station };
    if (!station.connected) return { ok: false, reason: 'offline' };
    if (!station.accepted) return { ok: false, reason: 'not-accepted' };
    if (!(await this.contents.check(image)).ok) return { ok: false, reason: 'image-damaged' };
    return this.store.write<Ordered>(author, async (em) => {
      await lockStations(em, tenantId, [order.stationId]);
      const running = await findRunning(em, tenantId, order.stationId);
      const replaceable = order.replaceRunning && machineOf(image, station) !== '1.6';
      // One that has not left yet cannot be replaced at the station either.
      const open = running.some(({ status }) => !replaceable || status === 'ordered');
      if (open) return { result: { ok: false, reason: 'update-running' }, facts: [] };
      const attempt = await orderAttempt(em, author, { ...order, image, station, keyed, rolloutId: null, try: 1 });
      return { result: { ok: true, attempt }, facts: [] };
    });
  }
}

interface Key {
  readonly key: string;
  readonly fingerprint: string;
}

type CheckedOrder = Omit<UpdateOrder, 'allowDowngrade' | 'replaceRunning' | 'stationId' | 'imageId'> & {
  keyed?: Key | undefined;
  image: ImageRow;
  station: StationEquipment;
  rolloutId: string | null;
  try: number;
};

/** Writes the attempt; the caller holds the station's lock. */
export async function orderAttempt(em: EntityManager, author: Author, order: CheckedOrder): Promise<AttemptRow> {
  const { image, station, retrieveAt, installAt, maxBytesPerS, baseUrl, rolloutId, keyed } = order;
  const at = new Date().toISOString();
  const key = { tenantId: author.tenantId, stationId: station.stationId };
  const row: AttemptRow = {
    ...{ ...key, id: uuidv7(), imageId: image.id },
    ...{ requestId: await nextRequestId(em, 'update_attempt', key), machine: machineOf(image, station) },
    ...{ status: 'ordered', reason: null, fromVersion: station.firmwareVersion, targetVersion: targetVersionOf(image) },
    ...{ lastStatus: null, statusOrder: 0, bootedVersion: null, retrieveAt, installAt, maxBytesPerS, baseUrl },
    protocol: protocolOf(order, station),
    ...{ idempotencyKey: keyed?.key ?? null, fingerprint: keyed?.fingerprint ?? null },
    ...{ linkId: null, sentAt: null, dueAt: null, endedAt: null, rolloutId, try: order.try },
    history: [{ at, status: 'ordered', by: 'ordered' }],
    ...{ actorType: author.actor.type, actorId: author.actor.id, createdAt: at },
  };
  await insertAttempt(em, row);
  return row;
}

/** A station of 1.x that gets no signature tells of no request. */
function machineOf({ signature }: ImageRow, { ocppVersion }: StationEquipment): Machine {
  if (ocppVersion?.startsWith('1.') !== true) return '2.x';
  return signature === null ? '1.6' : '1.6-signed';
}
