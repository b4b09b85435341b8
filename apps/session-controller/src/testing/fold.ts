import { correctedTime, type EnergyPoint, type StationEvent } from '@chargebus/contracts';
import { decideReport } from '../domain/decide-report';
import { changesOf } from '../domain/report';
import { decideFacts, type SessionFact } from '../domain/session-facts';
import type { Session } from '../domain/session';
import { labelOf } from './reports';

export interface Folded {
  sessions: Session[];
  facts: SessionFact[];
  points: EnergyPoint[];
  orphans: StationEvent[];
}

/** Runs reports through the reducer as the projection does, the n-th as record n of the log, and keeps what came of it. */
export function fold(events: StationEvent[], from: Session[] = [], firstSeq = 1): Folded {
  const folded: Folded = { sessions: [...from], facts: [], points: [], orphans: [] };
  events.forEach((event, i) => {
    if (event.kind === 'station.seen') return;
    const seq = firstSeq + i;
    const own = folded.sessions.filter(
      (session) => session.tenantId === event.tenantId && session.stationId === event.stationId,
    );
    const decision = decideReport(own, {
      event,
      newId: `session-${seq}`,
      label: { epoch: 'e1', ref: labelOf(seq) },
      locationId: null,
    });
    if (decision.kind === 'orphan') folded.orphans.push(event);
    for (const { before, after, points } of changesOf(decision)) {
      folded.facts.push(...decideFacts(before, after, { points, asOf: correctedTime(event).at }));
      folded.points.push(...points);
      folded.sessions = [...folded.sessions.filter(({ id }) => id !== after.id), after];
    }
  });
  return folded;
}

/** The one session of a story. */
export function only(folded: Folded): Session {
  if (folded.sessions.length !== 1) throw new Error(`${folded.sessions.length} sessions where one was expected`);
  return folded.sessions[0] as Session;
}

export const kinds = (session: Session): string[] => session.anomalies.map(({ kind }) => kind).sort();
