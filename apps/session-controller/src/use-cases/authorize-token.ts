import { correctedTime, type AskRequest, type asks } from '@chargebus/contracts';
import { GatheredLookup } from '@chargebus/database';
import type { DataSource } from '@chargebus/service-runtime';
import { isRestricted, type Token } from '../domain/token';
import { decideAuthorization, type Authorization } from '../domain/authorization';
import { findPending } from '../domain/place-report';
import type { Session } from '../domain/session';
import { hasOtherSession, listPending, listRunning, type StationKey } from '../store/session.repository';
import { findStationGroups } from '../store/station-ref.repository';
import { findTokens, type ShownToken } from '../store/token.repository';

/** Whether a token may do what it is shown for. Two or three look-ups by index, no lock: stations wait for it. */
export class AuthorizeToken {
  /** Many stations ask at once: one query answers them. */
  private readonly tokens: GatheredLookup<ShownToken, Token | undefined>;
  private readonly pending: GatheredLookup<StationKey, Session[]>;

  constructor(private readonly dataSource: DataSource) {
    this.tokens = new GatheredLookup((shown) => findTokens(dataSource.manager, shown));
    this.pending = new GatheredLookup((stations) => listPending(dataSource.manager, stations));
  }

  async authorize(question: AskRequest<typeof asks.authorize>): Promise<Authorization> {
    const { tenantId, stationId, token, tokenType, purpose, evse, fingerprint } = question;
    const em = this.dataSource.manager;
    const now = new Date().toISOString();
    const [known, sessionId] = await Promise.all([
      this.tokens.find({ tenantId, uid: token }),
      purpose === 'start' ? this.findAsked(question, now) : undefined,
    ]);
    // Best effort: two starts at the same instant may both pass (messaging rule 15).
    const otherSessionOpen =
      purpose === 'start' && known?.singleSession === true
        ? await hasOtherSession(em, { tenantId, token, fingerprint })
        : false;
    const running = purpose === 'stop' ? await listRunning(em, { tenantId, stationId, evse }) : [];
    const station =
      known !== undefined && isRestricted(known)
        ? { id: stationId, groups: await findStationGroups(em, tenantId, stationId) }
        : undefined;
    const decided = decideAuthorization({ token, tokenType, purpose, known, otherSessionOpen, running, station, now });
    return { ...decided, ...(sessionId !== undefined && { sessionId }) };
  }

  /** The session that a start begins, by the rule that its report is taken by. A remote start itself asks without a time. */
  private async findAsked(start: AskRequest<typeof asks.authorize>, now: string): Promise<string | undefined> {
    if (start.fingerprint === undefined) return undefined;
    const pending = await this.pending.find({ tenantId: start.tenantId, stationId: start.stationId });
    return findPending(pending, {
      ...(start.evse !== undefined && { evse: start.evse }),
      token: start.token,
      ...(typeof start.remoteStartId === 'number' && { remoteStartId: start.remoteStartId }),
      numbered: start.remoteStartId !== undefined,
      at: correctedTime({ receivedAt: now, stationTime: start.startedAt }).at,
      receivedAt: now,
    })?.id;
  }
}
