import type { CommandOutcome, StationCommandOf } from '@chargebus/contracts';
import { isOutage } from '@chargebus/database';
import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { refuseSending, type DownloadProtocol } from '../../domain/updates/check-update';
import type { AttemptEvent, StageTimes } from '../../domain/updates/attempt';
import type { Author, FirmwareStore } from '../../store/firmware-store';
import { findRollout } from '../../store/rollouts/rollout.repository';
import { findRunning, listOrdered, lockAttempt } from '../../store/updates/attempt.repository';
import type { AttemptRow } from '../../store/updates/attempt.row';
import type { ImageRow } from '../../store/image.row';
import type { CheckContent } from '../check-content';
import type { MakeLink, MadeLink } from '../make-link';
import { applyEvent } from './apply-event';
import type { FindEquipment } from './find-equipment';

const AT_ONCE = 50;
const STATION_TIMEOUT_MS = 30_000;
const OUTAGE_PAUSE_MS = 1_000;
const LONGEST_LINK_S = 30 * 24 * 3600;

/** Where a link of this token is found under a base; null where it is not offered by the protocol. */
export type AddressOf = (protocol: DownloadProtocol, baseUrl: string, token: string, fileName: string) => string | null;

/**
 * Tells stations what was ordered for them. An attempt is `sending`, and committed as such, before its command leaves, and from
 * then on it is never sent again: killed in between it ends by its time-out, unless the station reports that it has it.
 */
export class SendUpdates {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly o: {
      store: FirmwareStore;
      messaging: Pick<Messaging, 'command'>;
      logger: Logger;
      times: StageTimes;
    },
    private readonly links: MakeLink,
    private readonly addressOf: AddressOf,
    private readonly equipment: FindEquipment,
    private readonly contents: CheckContent,
  ) {}

  /** Begins to send what waits, and returns at once. @throws outages */
  async sweep(): Promise<void> {
    const room = AT_ONCE - this.underWay.size;
    if (room <= 0) return;
    const ordered = await this.o.store.readAll((em) => listOrdered(em, AT_ONCE));
    for (const row of ordered.filter(({ id }) => !this.underWay.has(id)).slice(0, room)) {
      const sending = this.send(row)
        .catch((error: unknown) => this.o.logger.warn({ err: error, updateId: row.id }, 'an update could not be sent'))
        .finally(() => this.underWay.delete(row.id));
      this.underWay.set(row.id, sending);
    }
  }

  /** Waits until the answers of what was sent are written down. */
  async idle(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private async send(row: AttemptRow): Promise<void> {
    const made = await this.makeLink(row);
    if (!made.ok) return this.cancel(row, made.reason === 'unknown' ? 'unknown-image' : 'image-retired');
    const location = this.addressOf(row.protocol, row.baseUrl, made.token, made.image.fileName);
    if (location === null) return this.cancel(row, 'ftp-off');
    if (!(await this.contents.check(made.image)).ok) return this.cancel(row, 'image-damaged');
    // What it ran when this was ordered may be long ago. A boot that is read from here on ends the attempt, and `sent` is not heeded.
    const station = (await this.equipment.find(row.tenantId, [row.stationId])).get(row.stationId);
    const refusal = refuseSending(row.targetVersion, station);
    if (refusal !== undefined) return this.cancel(row, refusal);
    const sent = { type: 'sent', at: new Date().toISOString() } as const;
    if (!(await this.apply({ ...row, linkId: made.link.id }, sent))) return;
    let outcome: CommandOutcome;
    try {
      outcome = await this.o.messaging.command(
        {
          ...{ commandId: row.id, tenantId: row.tenantId, stationId: row.stationId, timeoutMs: STATION_TIMEOUT_MS },
          command: toCommand(row, made.image, location),
        },
        { presenceSaysConnected: true },
      );
    } catch (error) {
      if (!(error instanceof NatsUnavailable)) throw error;
      return this.write(row, { type: 'not-sent', at: new Date().toISOString() });
    }
    const { status } = (outcome.response as { status?: unknown }) ?? {};
    const word = typeof status === 'string' ? status : null;
    await this.write(row, { type: 'answered', at: new Date().toISOString(), outcome: outcome.status, word });
  }

  private async cancel(row: AttemptRow, reason: string): Promise<void> {
    await this.apply(row, { type: 'cancelled', at: new Date().toISOString(), reason });
  }

  /** An answer is told once: while the database is away it is kept, as long as this process lives. */
  private async write(row: AttemptRow, event: AttemptEvent): Promise<void> {
    for (;;) {
      try {
        return void (await this.apply(row, event));
      } catch (error) {
        if (!isOutage(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, OUTAGE_PAUSE_MS));
      }
    }
  }

  private async makeLink(row: AttemptRow): Promise<MadeLink> {
    const { startS, downloadS } = this.o.times;
    const { tenantId, rolloutId } = row;
    const rollout = await this.o.store.read(tenantId, async (em) => rolloutId && findRollout(em, tenantId, rolloutId));
    const waitS = row.retrieveAt === null ? 0 : Math.max(0, Date.parse(row.retrieveAt) - Date.now()) / 1000;
    return this.links.make(authorOf(row), {
      ...{ imageId: row.imageId, stationId: row.stationId, maxBytesPerS: row.maxBytesPerS },
      ...{ attemptId: row.id, rolloutId },
      rolloutMaxBytesPerS: rollout ? (rollout.policy.rolloutMaxBytesPerS ?? null) : null,
      expiresInS: Math.min(LONGEST_LINK_S, Math.ceil(waitS + startS + downloadS)),
    });
  }

  /** @returns whether the attempt heeded it; its other attempts give way to one that the station has taken. */
  private apply(row: AttemptRow, event: AttemptEvent): Promise<boolean> {
    const { store, times } = this.o;
    return store.write(authorOf(row), async (em) => {
      const locked = await lockAttempt(em, row.tenantId, row.id);
      if (locked === null) return { result: false, facts: [] };
      const how = { times, actor: { type: 'service', id: 'firmware' } as const, newId: () => uuidv7() };
      const applied = await applyEvent(em, { ...locked, linkId: row.linkId ?? locked.linkId }, event, how);
      const facts = applied?.fact === undefined ? [] : [applied.fact];
      if (event.type === 'answered' && event.outcome === 'accepted') {
        for (const other of await findRunning(em, row.tenantId, row.stationId)) {
          if (other.id === row.id || other.requestId > row.requestId) continue;
          const gone = await applyEvent(em, other, { type: 'cancelled', at: event.at, reason: 'superseded' }, how);
          if (gone?.fact !== undefined) facts.push(gone.fact);
        }
      }
      return { result: applied !== undefined, facts };
    });
  }
}

function toCommand(
  row: AttemptRow,
  { signature, signingCertificate }: ImageRow,
  location: string,
): StationCommandOf<'update-firmware'> {
  return {
    ...{ type: 'update-firmware', requestId: row.requestId, location },
    retrieveAt: row.retrieveAt ?? new Date().toISOString(),
    ...(row.installAt !== null && { installAt: row.installAt }),
    ...(signature !== null && signingCertificate !== null && { signature, signingCertificate }),
  };
}

const authorOf = ({ tenantId, actorType: type, actorId: id }: AttemptRow): Author => ({
  tenantId,
  actor: { type, id },
});
