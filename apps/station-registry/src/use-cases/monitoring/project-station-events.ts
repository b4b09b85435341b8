import type { Fact, LinkEvent, StationEvent, StationEventOf } from '@chargebus/contracts';
import { derivedId, type Projected, type ProjectionTransaction } from '@chargebus/messaging';
import type { EntityManager } from 'typeorm';
import { decideSeen } from '../../domain/monitoring/link';
import { decideStation, type StationChange } from '../../domain/monitoring/station-event';
import type { StationState } from '../../domain/monitoring/station-state';
import type { HistoryStep } from '../../domain/monitoring/status-history';
import { addBoots, addLinks, closeLinks } from '../../store/monitoring/station-history.repository';
import { loadStates, saveStates, stationKey, type StationKey } from '../../store/monitoring/station-state.repository';
import { keepReportedEvents, reportedEventKinds } from './keep-reported-events';
import { keepStatusHistory } from './keep-status-history';

/** What makes a station's state, and what is recorded. That it was heard of otherwise too is in `station.seen`. */
export const stationEventKinds = [
  'station.connected',
  'station.disconnected',
  'station.seen',
  'station.booted',
  'station.connector-status.reported',
  'station.charging-state.reported',
  ...reportedEventKinds,
] as const;

type LinkProjected = Projected<StationEvent> & { event: LinkEvent };
/** A step of a status history, and the event that made it. */
export type ProjectedStep = HistoryStep & { projected: LinkProjected };

/**
 * Takes a batch of the log into the registry's tables: the states of all its stations are read once, changed in memory event
 * by event, and written once. Histories keep every link and boot, also those of links that were superseded.
 */
export async function projectStationEvents(
  batch: readonly Projected<StationEvent>[],
  tx: ProjectionTransaction,
): Promise<void> {
  const before = await loadStates(tx.em, stationsOf(batch));
  const states = new Map(before);
  const steps: ProjectedStep[] = [];
  for (const projected of batch) {
    if (projected.event.kind === 'station.seen') see(projected.event, states);
    else steps.push(...take(projected as LinkProjected, states, tx));
  }
  const changed = [...states].filter(([key, state]) => state !== before.get(key)).map(([, state]) => state);
  await saveStates(tx.em, changed, before);
  await keepStatusHistory(tx.em, steps);
  await keepReportedEvents(tx.em, batch);
  await keepHistories(tx.em, batch);
}

function stationsOf(batch: readonly Projected<StationEvent>[]): StationKey[] {
  const keys = new Map<string, StationKey>();
  for (const { event } of batch) {
    for (const key of event.kind === 'station.seen' ? event.data.seen : [event]) {
      keys.set(stationKey(key), { tenantId: key.tenantId, stationId: key.stationId });
    }
  }
  return [...keys.values()].sort((a, b) => (stationKey(a) < stationKey(b) ? -1 : 1));
}

function see(event: StationEventOf<'station.seen'>, states: Map<string, StationState>): void {
  for (const { at, ...station } of event.data.seen) {
    const key = stationKey(station);
    const state = states.get(key);
    if (state !== undefined) states.set(key, decideSeen(state, at));
  }
}

function take(projected: LinkProjected, states: Map<string, StationState>, tx: ProjectionTransaction): ProjectedStep[] {
  const key = stationKey(projected.event);
  const state = states.get(key);
  if (state === undefined) return [];
  const decision = decideStation(state, projected.event, projected);
  states.set(key, decision.state);
  decision.changes.forEach((change, n) => tx.publish(toFact(change, projected, n)));
  return decision.history === undefined ? [] : [{ ...decision.history, projected }];
}

/** The same event makes the same fact with the same id, however often it is projected (messaging rule 10). */
function toFact(change: StationChange, projected: LinkProjected, n: number): Fact {
  const { tenantId, stationId } = projected.event;
  const kind = change.kind === 'presence' ? 'station.presence-changed' : 'station.connector-status-changed';
  const header = {
    id: derivedId(projected, kind, n),
    tenantId,
    key: stationId,
    at: change.at,
    actor: { type: 'station' as const, id: stationId },
  };
  if (change.kind === 'presence') {
    return { ...header, kind: 'station.presence-changed', data: { stationId, connected: change.connected } };
  }
  const { evse, connector, chargingState, errorCode } = change.connector;
  // A charging state may come before any status; the facts' readers need one, and charging occupies.
  const status = change.connector.status ?? 'occupied';
  const data = { stationId, evse, connector, status, chargingState, errorCode };
  return { ...header, kind: 'station.connector-status-changed', data };
}

async function keepHistories(em: EntityManager, batch: readonly Projected<StationEvent>[]): Promise<void> {
  const links = [];
  const closed = [];
  const boots = [];
  for (const projected of batch) {
    const { event, epoch: logEpoch, seq } = projected;
    if (event.kind === 'station.connected') links.push({ event, logEpoch, seq });
    if (event.kind === 'station.booted') boots.push({ event, id: derivedId(projected, event.kind) });
    if (event.kind === 'station.disconnected' && event.link.epoch !== undefined) {
      const { tenantId, stationId, receivedAt: at, data } = event;
      closed.push({ tenantId, stationId, logEpoch, epoch: event.link.epoch, at, ...data });
    }
  }
  await addLinks(em, links);
  await addBoots(em, boots);
  await closeLinks(em, closed);
}
