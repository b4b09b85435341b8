import type { Fact, FactKind, FactOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { BillingWorkspace } from '../store/billing-workspace';
import type { SessionKey } from '../store/priced-session.repository';
import { saveStationGroups } from '../store/station-groups.repository';
import { TariffShelf } from '../store/tariff-shelf';
import type { SessionFact } from './pin-tariff';
import { BILLING, holdForQuarantine, settleSession } from './settle-session';

/** Billing's reader of FACT: what concerns it are sessions and where stations belong. */
export class FactProjector {
  private readonly tariffs = new TariffShelf();

  /** Applies a batch in the order of the log, with few statements whatever its size. */
  readonly apply = async (batch: Projected<Fact>[], tx: ProjectionTransaction): Promise<void> => {
    const relevant = batch.filter((at) => isOf(at, 'station.changed') || isSessionFact(at));
    const sessions = relevant.filter(isSessionFact);
    const ended = sessions.filter((at) => at.event.kind === 'session.ended');
    const workspace = await BillingWorkspace.open(tx.em, sessions.map(keyOf), ended.map(keyOf));
    for (const at of relevant) {
      if (isSessionFact(at)) await settleSession(at, workspace, this.tariffs, (fact) => tx.publish(fact));
      else if (isOf(at, 'station.changed')) await saveStationGroups(tx.em, at.event);
    }
    await workspace.write(BILLING);
  };

  /** A session's end that cannot be applied leaves a held bill (messaging rule 13). */
  readonly onQuarantined = async (at: Projected<Fact>, _error: unknown, tx: ProjectionTransaction): Promise<void> => {
    if (!isOf(at, 'session.ended')) return;
    const workspace = await BillingWorkspace.open(tx.em, [], [keyOf(at)]);
    holdForQuarantine(at, workspace, (fact) => tx.publish(fact));
    await workspace.write(BILLING);
  };
}

function keyOf(at: Projected<SessionFact>): SessionKey {
  return { tenantId: at.event.tenantId, sessionId: at.event.data.session.id };
}

function isSessionFact(at: Projected<Fact>): at is Projected<SessionFact> {
  return isOf(at, 'session.started', 'session.updated', 'session.ended');
}

function isOf<K extends FactKind>(at: Projected<Fact>, ...kinds: K[]): at is Projected<FactOf<K>> {
  return (kinds as FactKind[]).includes(at.event.kind);
}
