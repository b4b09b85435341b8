import { createHash } from 'node:crypto';
import {
  asks,
  type Actor,
  type ChargingProfile,
  type ChargingSchedule,
  type CommandOutcome,
  type SessionStatus,
} from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox, type Messaging } from '@chargebus/messaging';
import type { DataSource, Logger } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { decideRemoteStart, failReasonOf, type RemoteStartVerdict } from '../domain/remote-start';
import { newSession, type Session } from '../domain/session';
import {
  FIRST_PROFILE_ID,
  findKeptRequest,
  forgetRequest,
  keepRequest,
  nextRemoteStartId,
} from '../store/request.repository';
import { findSession, saveSessions } from '../store/session.repository';
import { findToken } from '../store/token.repository';
import type { AuthorizeToken } from './authorize-token';
import { toRequestFact, type FailRequest } from './fail-request';
import type { FindSettled } from './find-settled';
import { within } from './within';

const ASK_DEADLINE_MS = 3_000;
/** How long the caller waits for the station's own answer; it may still come later and is heeded then. */
const ANSWER_WITHIN_MS = 5_000;

export interface SessionRequest {
  tenantId: string;
  actor: Actor;
  stationId: string;
  evseId?: number | undefined;
  /** Where the start is asked for; the session's connector is what the station then reports. */
  connectorId?: number | undefined;
  token: string;
  /** Limits of the transaction from its start; a pause, at the highest level, goes before them. */
  chargingProfile?: { schedule: ChargingSchedule; stackLevel: number } | undefined;
  idempotencyKey?: string | undefined;
}

type Refusal =
  | Exclude<RemoteStartVerdict, { ok: true }>['reason']
  | 'unknown-station'
  | 'key-used-otherwise'
  | NonNullable<Session['failReason']>
  | 'unsupported';
export type RequestResult =
  { ok: true; id: string; status: SessionStatus } | { ok: false; reason: Refusal; id?: string };

interface Ordered {
  session: Session;
  connectorId: number | undefined;
  profile: ChargingProfile | undefined;
  epoch: number | undefined;
  connected: boolean;
}

/** Starts a session from the API. Its row is committed before the command leaves (messaging rule 15). */
export class RequestSession {
  constructor(
    private readonly o: { dataSource: DataSource; messaging: Messaging; logger: Logger; stationTimeoutMs: number },
    private readonly tokens: AuthorizeToken,
    private readonly requests: FailRequest,
    private readonly sessions: FindSettled,
  ) {}

  /** @throws AskFailed, NatsUnavailable, and the database's errors: outages, not refusals. */
  async request(request: SessionRequest): Promise<RequestResult> {
    const kept = await this.findKept(request);
    if (kept !== undefined) return kept;
    const ordered = await this.order(request);
    if ('ok' in ordered) return ordered;
    const { session } = ordered;
    const settled = this.command(ordered).then((outcome) => this.settle(session, outcome));
    settled.catch((error: unknown) => this.o.logger.warn({ err: error, sessionId: session.id }, 'remote start'));
    try {
      return (await within(settled, ANSWER_WITHIN_MS)) ?? { ok: true, id: session.id, status: 'pending' };
    } catch (error) {
      // It never left: nothing will come of it, and the same request may be made again.
      await this.requests.fail(session, 'no-effect', request.actor);
      if (request.idempotencyKey !== undefined)
        await forgetRequest(this.o.dataSource.manager, request.tenantId, request.idempotencyKey);
      throw error;
    }
  }

  /** What the same key was answered before. */
  private async findKept(request: SessionRequest): Promise<RequestResult | undefined> {
    const { tenantId, idempotencyKey } = request;
    if (idempotencyKey === undefined) return undefined;
    const em = this.o.dataSource.manager;
    const kept = await findKeptRequest(em, tenantId, idempotencyKey);
    if (kept === undefined) return undefined;
    if (kept.requestHash !== hashOf(request)) return { ok: false, reason: 'key-used-otherwise' };
    const session = (await findSession(em, tenantId, kept.sessionId))?.session;
    return session && toResult(session);
  }

  /** Asks whether it may be, and writes the pending session; or what stands against it. */
  private async order(request: SessionRequest): Promise<Ordered | RequestResult> {
    const { tenantId, stationId, evseId, token } = request;
    const { status } = await this.tokens.authorize({ tenantId, stationId, token, purpose: 'start' });
    const station = await this.o.messaging.ask(
      asks.stationState,
      { tenantId, stationId },
      { deadlineMs: ASK_DEADLINE_MS },
    );
    if (!station.ok) return station;
    const verdict = decideRemoteStart({ authorization: status, station, evseId });
    if (!verdict.ok) return verdict;
    const session = await this.write(request, station.locationId);
    if (session !== undefined) {
      const profile = toProfile(request, session);
      const { epoch, connected } = station;
      return { session, connectorId: request.connectorId, profile, epoch, connected };
    }
    return (await this.findKept(request)) ?? { ok: false, reason: 'no-effect' };
  }

  /** @returns undefined if the same key was taken at the same time by a repeat. */
  private async write(request: SessionRequest, locationId: string | null): Promise<Session | undefined> {
    const { tenantId, stationId, evseId, actor, idempotencyKey } = request;
    const now = new Date().toISOString();
    return inTenant(this.o.dataSource, tenantId, async (em) => {
      const id = uuidv7();
      if (idempotencyKey !== undefined) {
        const o = { tenantId, key: idempotencyKey, requestHash: hashOf(request), sessionId: id, now };
        if (!(await keepRequest(em, o))) return undefined;
      }
      const token = await findToken(em, tenantId, request.token);
      const session: Session = {
        ...newSession({ id, tenantId, stationId, openedAt: now }),
        locationId,
        evseId: evseId ?? null,
        token: token?.uid ?? request.token,
        tokenType: token?.type ?? null,
        tokenGroupId: token?.groupId ?? null,
        requestedAt: now,
        remoteStartId: await nextRemoteStartId(em, tenantId, stationId),
      };
      await saveSessions(em, [session], () => actor);
      await writeOutbox(em, [toRequestFact('session.requested', session, actor)], this.o.messaging.partitions);
      return session;
    });
  }

  private command({ session, connectorId, profile, epoch, connected }: Ordered): Promise<CommandOutcome> {
    const { tenantId, stationId, evseId, tokenType, remoteStartId } = session;
    return this.o.messaging.command(
      {
        commandId: uuidv7(),
        tenantId,
        stationId,
        ...(epoch === undefined ? {} : { expectedEpoch: epoch }),
        timeoutMs: this.o.stationTimeoutMs,
        command: {
          type: 'start-transaction',
          ...(evseId === null ? {} : { evseId }),
          ...(connectorId !== undefined && { connectorId }),
          token: session.token as string,
          tokenType: tokenType ?? 'central',
          remoteStartId: remoteStartId as number,
          ...(profile && { chargingProfile: profile }),
        },
      },
      { presenceSaysConnected: connected },
    );
  }

  /** What the station's answer makes of the session. A start that was reported before the answer came is in the log, and goes before it. */
  private async settle(session: Session, outcome: CommandOutcome): Promise<RequestResult> {
    const failReason = failReasonOf(outcome.status);
    this.o.logger.info({ sessionId: session.id, stationId: session.stationId, status: outcome.status }, 'remote start');
    if (failReason === undefined) return { ok: true, id: session.id, status: 'pending' };
    if (failReason === 'rejected') await this.sessions.find(session.tenantId, session.id);
    const after = await this.requests.fail(session, failReason);
    const result = toResult(after ?? session);
    return !result.ok && outcome.status === 'unsupported' ? { ...result, reason: 'unsupported' } : result;
  }
}

const toResult = (session: Session): RequestResult =>
  session.status === 'failed'
    ? { ok: false, reason: session.failReason ?? 'no-effect', id: session.id }
    : { ok: true, id: session.id, status: session.status };

/** The profile takes the number of the remote start, so that no other one of this station has it. */
function toProfile({ chargingProfile }: SessionRequest, { remoteStartId }: Session): ChargingProfile | undefined {
  if (chargingProfile === undefined) return undefined;
  const { schedule, stackLevel } = chargingProfile;
  const kind = schedule.startAt === undefined ? 'relative' : 'absolute';
  return { id: FIRST_PROFILE_ID + (remoteStartId as number), purpose: 'transaction', stackLevel, kind, schedule };
}

function hashOf({ stationId, evseId, connectorId, token, chargingProfile }: SessionRequest): string {
  const place = connectorId === undefined ? (evseId ?? null) : [evseId, connectorId];
  const asked = [stationId, place, token, ...(chargingProfile ? [chargingProfile] : [])];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
