import type { AskRequest, asks } from '@chargebus/contracts';
import { GatheredLookup } from '@chargebus/database';
import type { DataSource } from '@chargebus/service-runtime';
import { isRestricted, type Token } from '../domain/token';
import { decideAuthorization, type Authorization } from '../domain/authorization';
import { hasOtherSession, listRunning } from '../store/session.repository';
import { findStationGroups } from '../store/station-ref.repository';
import { findTokens, type ShownToken } from '../store/token.repository';

/** Whether a token may do what it is shown for. Two or three look-ups by index, no lock: stations wait for it. */
export class AuthorizeToken {
  /** Many stations ask at once: one query answers them. */
  private readonly tokens: GatheredLookup<ShownToken, Token | undefined>;

  constructor(private readonly dataSource: DataSource) {
    this.tokens = new GatheredLookup((shown) => findTokens(dataSource.manager, shown));
  }

  async authorize(question: AskRequest<typeof asks.authorize>): Promise<Authorization> {
    const { tenantId, stationId, token, tokenType, purpose, evse, fingerprint } = question;
    const em = this.dataSource.manager;
    const known = await this.tokens.find({ tenantId, uid: token });
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
    const now = new Date().toISOString();
    return decideAuthorization({ token, tokenType, purpose, known, otherSessionOpen, running, station, now });
  }
}
