import type { SessionSnapshot } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { BillEntry, BillStatus } from '../domain/bill';
import type { Price } from '../domain/price';
import { type CsvColumn, toCsvRecord, toIsoTime } from './csv-record';
import { joinLastSession } from './session-input.repository';

const BILLS_A_PAGE = 500;
const ENTRIES_A_PAGE = 100;

export interface ExportFilter {
  status?: BillStatus | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** A numbered entry of a bill's history as it is exported, with the number that it takes back if it is a credit note. */
export interface ExportedEntry {
  bill_id: string;
  seq: number;
  kind: BillEntry['kind'];
  number: number;
  credited_number: number | null;
  price: Price;
  reason: string | null;
  at: string;
  tariff_id: string | null;
  station_id: string;
  created_at: string;
  invoice_number: number | null;
  session: SessionSnapshot | null;
}

/**
 * The bills after a place in the order of (created_at, id): said so that the index serves it whatever the parameters are, for a
 * statement that is prepared is planned once for all of them.
 */
const AFTER_PLACE = `b.tenant_id = $1 AND ($2::text IS NULL OR b.status = $2) AND b.created_at < $3 AND b.created_at >= $4`;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const SESSION = joinLastSession('b.tenant_id', 'b.session_id');

const plain = (value: string): CsvColumn => ({ plain: value });
const text = (value: string): CsvColumn => ({ text: value });
const ofSession = (name: string): string => `s.session->>'${name}'`;

/** A bill as it is exported, with what the session's last fact says of it. */
const COLUMNS: Readonly<Record<string, CsvColumn>> = {
  number: plain('b.number'),
  id: plain('b.id'),
  status: plain('b.status'),
  heldFor: text('b.held_for'),
  sessionId: text('b.session_id'),
  stationId: text('b.station_id'),
  evseId: plain(ofSession('evseId')),
  connectorId: plain(ofSession('connectorId')),
  locationId: text(ofSession('locationId')),
  token: text(ofSession('token')),
  tokenGroupId: text(ofSession('tokenGroupId')),
  startedAt: plain(ofSession('startedAt')),
  endedAt: plain(toIsoTime('b.session_ended_at')),
  energyWh: plain(ofSession('energyWh')),
  net: plain('b.net'),
  vat: plain('b.vat'),
  total: plain('b.total'),
  currency: plain('b.currency'),
  tariffId: plain('b.tariff_id'),
  tariffVersion: plain('b.tariff_version'),
  createdAt: plain(toIsoTime('b.created_at')),
};

/** The names of `readBills`' columns, as a record. */
export const billsHeader = `${Object.keys(COLUMNS).join(',')}\r\n`;

/** Bills as CSV records, oldest first, a page at a time: each begins after the last of the one before. */
export async function* readBills(em: EntityManager, tenantId: string, filter: ExportFilter): AsyncGenerator<string> {
  let [createdAt, id] = [filter.from ?? '-infinity', NO_ID];
  for (let more = true; more;) {
    const [page]: [{ records: string | null; bills: number; created_at: string; id: string }] = await em.query(
      `SELECT string_agg(record, '' ORDER BY created_at, id) AS records, count(*)::int AS bills, max(created_at)::text AS created_at,
         (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS id
       FROM (SELECT b.created_at, b.id, ${toCsvRecord(Object.values(COLUMNS))} AS record
         FROM (SELECT * FROM bill b WHERE ${AFTER_PLACE} AND (b.created_at, b.id) > ($4, $5::uuid)
           ORDER BY b.created_at, b.id LIMIT ${BILLS_A_PAGE}) b ${SESSION}) b`,
      [...valuesOf(tenantId, filter), createdAt, id],
    );
    if (page.records !== null) yield page.records;
    more = page.bills === BILLS_A_PAGE;
    ({ created_at: createdAt, id } = page);
  }
}

/** Final bills and credit notes, those of one bill together, oldest first, a page at a time. */
export async function* readEntries(
  em: EntityManager,
  tenantId: string,
  filter: ExportFilter,
): AsyncGenerator<ExportedEntry[]> {
  for (let last: ExportedEntry | undefined, more = true; more;) {
    const rows: ExportedEntry[] = await em.query(
      `SELECT b.bill_id, b.seq, b.kind, b.number, b.price, b.reason, b.at, b.tariff_id, b.station_id, b.created_at, s.session,
         v.number AS invoice_number, (SELECT p.number FROM bill_entry p WHERE b.kind = 'credited' AND p.tenant_id = b.tenant_id
           AND p.bill_id = b.bill_id AND p.seq < b.seq AND p.number IS NOT NULL AND p.kind <> 'credited'
           ORDER BY p.seq DESC LIMIT 1) AS credited_number
       FROM (SELECT e.*, b.session_id, b.station_id, b.created_at FROM bill b
         JOIN bill_entry e ON e.tenant_id = b.tenant_id AND e.bill_id = b.id AND e.number IS NOT NULL
         WHERE ${AFTER_PLACE} AND (b.created_at, b.id, e.seq) > ($4, $5::uuid, $6::integer)
         ORDER BY b.created_at, b.id, e.seq LIMIT ${ENTRIES_A_PAGE}) b ${SESSION}
       LEFT JOIN invoice_item n ON n.tenant_id = b.tenant_id AND n.bill_id = b.bill_id AND n.seq = b.seq
       LEFT JOIN invoice v ON v.tenant_id = n.tenant_id AND v.id = n.invoice_id
       ORDER BY b.created_at, b.bill_id, b.seq`,
      [
        ...valuesOf(tenantId, filter),
        ...[last?.created_at ?? filter.from ?? '-infinity', last?.bill_id ?? NO_ID, last?.seq ?? 0],
      ],
    );
    more = rows.length === ENTRIES_A_PAGE;
    last = rows.at(-1);
    if (rows.length > 0) yield rows;
  }
}

const valuesOf = (tenantId: string, { status, to }: ExportFilter): unknown[] => [
  ...[tenantId, status ?? null, to ?? 'infinity'],
];
