import type { Actor, LinkEvent } from '@chargebus/contracts';
import { bulkUpsert, together } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import { changesOf, type Decision } from '../domain/report';
import type { Session } from '../domain/session';
import { saveSamples, type SessionSample } from './sample.repository';
import { saveMeasured, saveSessions } from './session.repository';
import { isMeasured, toSession, type SessionRow } from './session-row';
import { findLocations } from './station-ref.repository';

/** Open sessions of the stations, and closed ones that the reports name, in one order: no deadlocks between writers. */
const LOAD = `SELECT * FROM session WHERE (tenant_id, id) IN (
  SELECT tenant_id, id FROM session WHERE status NOT IN ('ended', 'failed')
    AND (tenant_id, station_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  UNION
  SELECT tenant_id, session_id FROM session_label
    WHERE (tenant_id, station_id, ref) IN (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]))
  UNION
  SELECT tenant_id, id FROM session
    WHERE (tenant_id, start_fingerprint) IN (SELECT * FROM unnest($6::text[], $7::text[]))
  UNION
  SELECT tenant_id, id FROM session WHERE (tenant_id, id) IN (SELECT * FROM unnest($8::text[], $9::uuid[]))
) ORDER BY tenant_id, id FOR UPDATE`;

const sessionKey = ({ tenantId, id }: Session): string => `${tenantId}/${id}`;
const stationKey = (at: { tenantId: string; stationId: string }): string => `${at.tenantId}/${at.stationId}`;

/** The session that was asked for and that a report begins, as its verdict says. */
export function askedAs({ data }: LinkEvent): string | undefined {
  return 'verdict' in data && data.verdict !== undefined && 'sessionId' in data.verdict
    ? data.verdict.sessionId
    : undefined;
}

/**
 * The sessions that a batch of reports may concern: loaded and locked in one query, changed in memory, written in a few
 * statements. Holds the reports' sessions for the length of one transaction.
 */
export class SessionWorkspace {
  private readonly byStation = new Map<string, Map<string, Session>>();
  /** As they are in the database. */
  private readonly loaded = new Map<string, Session>();
  private readonly changed = new Map<string, Session>();
  private readonly relabelled = new Map<string, Session>();
  private readonly samples: SessionSample[] = [];
  private readonly orphans: { id: string; event: LinkEvent; reason: string }[] = [];

  private constructor(
    private readonly em: EntityManager,
    private readonly locations: Map<string, string>,
  ) {}

  static async open(em: EntityManager, events: LinkEvent[]): Promise<SessionWorkspace> {
    const stations = [...new Map(events.map((event) => [stationKey(event), event])).values()];
    const [tenants, ids] = [stations.map(({ tenantId }) => tenantId), stations.map(({ stationId }) => stationId)];
    const named = events.flatMap((event) => {
      const ref = 'transactionRef' in event.data ? event.data.transactionRef : undefined;
      return ref === undefined ? [] : [{ ...event, ref }];
    });
    const starts = events.filter((event) => event.kind === 'station.transaction.started');
    const asked = events.flatMap((event) => {
      const id = askedAs(event);
      return id === undefined ? [] : [{ tenantId: event.tenantId, id }];
    });
    const [rows, locations] = await together([
      em.query<SessionRow[]>(LOAD, [
        tenants,
        ids,
        named.map(({ tenantId }) => tenantId),
        named.map(({ stationId }) => stationId),
        named.map(({ ref }) => ref),
        starts.map(({ tenantId }) => tenantId),
        starts.map(({ data }) => data.fingerprint),
        asked.map(({ tenantId }) => tenantId),
        asked.map(({ id }) => id),
      ]),
      findLocations(em, tenants, ids),
    ]);
    const workspace = new SessionWorkspace(em, locations);
    for (const row of rows) {
      const session = toSession(row);
      workspace.put(session);
      workspace.loaded.set(sessionKey(session), session);
    }
    return workspace;
  }

  sessionsOf(event: LinkEvent): Session[] {
    return [...(this.byStation.get(stationKey(event))?.values() ?? [])];
  }

  /** Whether there is such a session, as far as the reports of this batch name it. */
  has({ tenantId, stationId }: LinkEvent, id: string): boolean {
    return this.byStation.get(stationKey({ tenantId, stationId }))?.has(id) ?? false;
  }

  locationOf(event: LinkEvent): string | null {
    return this.locations.get(stationKey(event)) ?? null;
  }

  /** Remembers what was decided of `event`, `id` being derived from its place in the log. */
  take(decision: Decision, event: LinkEvent, id: string): void {
    if (decision.kind === 'orphan') this.orphans.push({ id, event, reason: decision.reason });
    if (decision.kind !== 'session') return;
    for (const { before, after } of changesOf(decision)) {
      this.put(after);
      const key = sessionKey(after);
      if (before !== after) this.changed.set(key, after);
      if (before?.labels !== after.labels) this.relabelled.set(key, after);
    }
    const { tenantId, id: sessionId } = decision.after;
    this.samples.push(...decision.samples.map((sample) => ({ tenantId, sessionId, sample })));
  }

  /** Writes everything that was taken. */
  async save(): Promise<void> {
    const [measured, whole]: [Session[], Session[]] = [[], []];
    for (const [key, session] of this.changed) {
      const before = this.loaded.get(key);
      (before && isMeasured(before, session) ? measured : whole).push(session);
    }
    const actorOf = ({ stationId }: Session): Actor => ({ type: 'station', id: stationId });
    await together([
      saveSessions(this.em, whole, actorOf),
      saveMeasured(this.em, measured, actorOf),
      this.saveLabels(),
      saveSamples(this.em, this.samples),
      this.saveOrphans(),
    ]);
  }

  private async saveLabels(): Promise<void> {
    await bulkUpsert(this.em, {
      table: 'session_label',
      columns: { tenant_id: 'text', station_id: 'text', ref: 'text', epoch: 'text', session_id: 'uuid' },
      rows: [...this.relabelled.values()].flatMap(({ tenantId, stationId, id, labels }) =>
        labels.map((label) => ({ ...label, tenant_id: tenantId, station_id: stationId, session_id: id })),
      ),
      update: 'nothing',
    });
  }

  private put(session: Session): void {
    const key = stationKey(session);
    const sessions = this.byStation.get(key) ?? new Map<string, Session>();
    this.byStation.set(key, sessions.set(session.id, session));
  }

  private async saveOrphans(): Promise<void> {
    await bulkUpsert(this.em, {
      table: 'orphan_report',
      columns: {
        tenant_id: 'text',
        id: 'uuid',
        station_id: 'text',
        kind: 'text',
        transaction_ref: 'text',
        reason: 'text',
        received_at: 'timestamptz',
        event: 'jsonb',
      },
      rows: this.orphans.map(({ id, event, reason }) => ({
        tenant_id: event.tenantId,
        id,
        station_id: event.stationId,
        kind: event.kind,
        transaction_ref: 'transactionRef' in event.data ? event.data.transactionRef : undefined,
        reason,
        received_at: event.receivedAt,
        event,
      })),
      update: 'nothing',
    });
  }
}
