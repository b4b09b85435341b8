import type { Fact, FactOf } from '@chargebus/contracts';
import { together } from '@chargebus/database';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import type { SessionFact } from '../domain/session-course';
import { BillingWorkspace } from '../store/billing-workspace';
import type { SessionKey } from '../store/priced-session.repository';
import { saveStationGroups } from '../store/station-groups.repository';
import { TariffShelf } from '../store/tariff-shelf';
import { compareStationCosts } from './compare-station-costs';
import { pinTariffs } from './pin-tariff';
import { recordDeliveries } from './record-deliveries';
import { BILLING, countReport, holdForQuarantine, settleSession } from './settle-session';

/** The facts that billing reads; all others are skipped unread. */
export const billingFactKinds = [
  'session.started',
  'session.updated',
  'session.ended',
  'session.counted',
  'station.changed',
] as const;
export type BillingFact = FactOf<(typeof billingFactKinds)[number]>;

/** Billing's reader of FACT: what concerns it are sessions and where stations belong. */
export class FactProjector {
  private readonly tariffs = new TariffShelf();

  /** Applies a batch in the order of the log, with few statements whatever its size. */
  readonly apply = async (batch: Projected<BillingFact>[], tx: ProjectionTransaction): Promise<void> => {
    const sessions = batch.filter(isSessionFact);
    const ended = sessions.filter((at) => at.event.kind === 'session.ended');
    const known = batch.filter((at) => isSessionFact(at) || isOf(at, 'session.counted'));
    const workspace = await BillingWorkspace.open(tx.em, known.map(keyOf), ended.map(keyOf));
    const told: Fact[] = [];
    const publish = (fact: Fact): void => {
      told.push(fact);
      tx.publish(fact);
    };
    for (const run of runsOf(batch)) {
      for (const at of run) if (isOf(at, 'station.changed')) await saveStationGroups(tx.em, at.event);
      await pinNewSessions(run.filter(isSessionFact), workspace);
      for (const at of run) {
        if (isSessionFact(at)) await settleSession(at, workspace, this.tariffs, publish);
        if (isOf(at, 'session.counted')) await countReport(at, workspace, this.tariffs, publish);
      }
    }
    await together([
      workspace.write(BILLING),
      compareStationCosts(tx.em, sessions, workspace),
      recordDeliveries(tx.em, told),
    ]);
  };

  /** Forgets what it read: the database it reads next may have lost the last of it. */
  forget(): void {
    this.tariffs.clear();
  }

  /** A session's end that cannot be applied leaves a held bill (messaging rule 13). */
  readonly onQuarantined = async (
    at: Projected<BillingFact>,
    _error: unknown,
    tx: ProjectionTransaction,
  ): Promise<void> => {
    if (!isOf(at, 'session.ended')) return;
    const workspace = await BillingWorkspace.open(tx.em, [keyOf(at)], [keyOf(at)]);
    const told: Fact[] = [];
    holdForQuarantine(at, workspace, (fact) => {
      told.push(fact);
      tx.publish(fact);
    });
    await workspace.write(BILLING);
    await recordDeliveries(tx.em, told);
  };
}

/** Cuts a batch so that within a part sessions never come before a change of stations: what a tariff depends on keeps its place. */
function runsOf(batch: Projected<BillingFact>[]): Projected<BillingFact>[][] {
  const runs: Projected<BillingFact>[][] = [];
  batch.forEach((at, n) => {
    const previous = batch[n - 1];
    if (!previous || (isOf(at, 'station.changed') && !isOf(previous, 'station.changed'))) runs.push([]);
    runs.at(-1)?.push(at);
  });
  return runs;
}

/** Fixes the tariffs of the sessions that are met here for the first time. */
async function pinNewSessions(sessions: Projected<SessionFact>[], workspace: BillingWorkspace): Promise<void> {
  const first = new Map<string, Projected<SessionFact>>();
  for (const at of sessions) {
    const { tenantId, sessionId } = keyOf(at);
    if (!workspace.findSession({ tenantId, sessionId }) && !first.has(`${tenantId}/${sessionId}`)) {
      first.set(`${tenantId}/${sessionId}`, at);
    }
  }
  const met = [...first.values()];
  const pinned = await pinTariffs(
    workspace.em,
    met.map(({ event }) => event),
  );
  pinned.forEach((session, n) => {
    const at = met[n] as Projected<SessionFact>;
    workspace.putSession({ ...session, billId: derivedId(at, 'bill') });
  });
}

function keyOf(at: Projected<SessionFact | FactOf<'session.counted'>>): SessionKey {
  return { tenantId: at.event.tenantId, sessionId: at.event.data.session.id };
}

function isSessionFact(at: Projected<BillingFact>): at is Projected<SessionFact> {
  return isOf(at, 'session.started', 'session.updated', 'session.ended');
}

function isOf<K extends BillingFact['kind']>(at: Projected<BillingFact>, ...kinds: K[]): at is Projected<FactOf<K>> {
  return (kinds as string[]).includes(at.event.kind);
}
