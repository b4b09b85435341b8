import type { AskRequest, asks } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { decideAuthorization, type Authorization } from '../domain/authorization';
import { hasOtherSession, listRunning } from '../store/session.repository';
import { findToken } from '../store/token.repository';

/** Whether a token may do what it is shown for. Two or three look-ups by index, no lock: stations wait for it. */
export class AuthorizeToken {
  constructor(private readonly dataSource: DataSource) {}

  async authorize(question: AskRequest<typeof asks.authorize>): Promise<Authorization> {
    const { tenantId, stationId, token, purpose, evse, fingerprint } = question;
    const em = this.dataSource.manager;
    const known = await findToken(em, tenantId, token);
    // Best effort: two starts at the same instant may both pass (messaging rule 15).
    const otherSessionOpen =
      purpose === 'start' && known?.singleSession === true
        ? await hasOtherSession(em, { tenantId, token, fingerprint })
        : false;
    const running = purpose === 'stop' ? await listRunning(em, { tenantId, stationId, evse }) : [];
    return decideAuthorization({ token, purpose, known, otherSessionOpen, running, now: new Date().toISOString() });
  }
}
