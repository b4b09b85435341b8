import type { Actor, RegistrationStatus } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';

/** A boot of a station, as it told it and as it was answered. */
export interface BootRecord {
  id: string;
  at: string;
  status: RegistrationStatus;
  boot: BootWords;
  /** Of the boot before, where it told one. */
  firmwareBefore: string | null;
}
export interface BootWords {
  vendor?: string;
  model?: string;
  serialNumber?: string;
  firmwareVersion?: string;
  iccid?: string;
  imsi?: string;
  meterType?: string;
  meterSerialNumber?: string;
  bootReason?: string;
}

export interface BootPage {
  limit: number;
  before: { at: string; id: string } | undefined;
  /** Only boots with another firmware than the last boot before that told one. */
  firmwareChanged: boolean;
}

/** One page of a station's boots, newest first, `limit + 1` at most. */
export function listBoots(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  page: BootPage,
): Promise<BootRecord[]> {
  // Boots that told no firmware are passed over: the firmware before is the last one told.
  return em.query(
    `SELECT id, at, status, boot, "firmwareBefore" FROM (
       SELECT b.id, b.at, b.status, b.boot,
         (SELECT p.boot->>'firmwareVersion' FROM station_boot p
          WHERE p.tenant_id = b.tenant_id AND p.station_id = b.station_id AND (p.at, p.id) < (b.at, b.id)
            AND p.boot ? 'firmwareVersion'
          ORDER BY p.at DESC, p.id DESC LIMIT 1) AS "firmwareBefore"
       FROM station_boot b
       WHERE b.tenant_id = $1 AND b.station_id = $2 AND ($3::timestamptz IS NULL OR (b.at, b.id) < ($3, $4::uuid))
     ) AS boots
     WHERE NOT $5::boolean OR ("firmwareBefore" IS NOT NULL AND boot->>'firmwareVersion' <> "firmwareBefore")
     ORDER BY at DESC, id DESC LIMIT $6`,
    [tenantId, stationId, page.before?.at ?? null, page.before?.id ?? null, page.firmwareChanged, page.limit + 1],
  );
}

/** Who did what to a station or one of its EVSEs, and when. */
export interface ChangeRecord {
  id: string;
  at: string;
  actor: Actor;
  subject: string;
  subjectId: string;
  action: string;
  change: Record<string, unknown>;
}

/** One page of what was changed of a station and its EVSEs, newest first, `limit + 1` at most. Ids are in the order of time. */
export function listChanges(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  page: { limit: number; before: string | undefined },
): Promise<ChangeRecord[]> {
  const of = (subject: string): string =>
    `(SELECT * FROM change WHERE tenant_id = $1 AND ${subject} AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4)`;
  return em.query(
    `SELECT id, at, json_build_object('type', actor_type, 'id', actor_id) AS actor, subject, subject_id AS "subjectId",
       action, change
     FROM (${of(`subject = 'station' AND subject_id = $2`)} UNION ALL
       ${of(`subject = 'evse' AND subject_id IN (SELECT $2 || '/' || id FROM evse WHERE tenant_id = $1 AND station_id = $2)`)}) AS told
     ORDER BY id DESC LIMIT $4`,
    [tenantId, stationId, page.before ?? null, page.limit + 1],
  );
}
