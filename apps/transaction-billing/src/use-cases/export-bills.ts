import type { Readable } from 'node:stream';
import type { DataSource } from '@chargebus/service-runtime';
import { toCsvLine, type CsvValue } from '../domain/csv';
import { readBills, type ExportedBill, type ExportFilter } from '../store/bill-export.repository';
import { streamExport } from './stream-export';

const text = (value: string | null | undefined): CsvValue => ({ text: value ?? null });
const figure = (value: string | number | null | undefined): CsvValue => ({ figure: value ?? null });

const COLUMNS: Readonly<Record<string, (bill: ExportedBill) => CsvValue>> = {
  number: (bill) => figure(bill.number),
  id: (bill) => text(bill.id),
  status: (bill) => text(bill.status),
  heldFor: (bill) => text(bill.held_for),
  sessionId: (bill) => text(bill.session_id),
  stationId: (bill) => text(bill.station_id),
  evseId: (bill) => figure(bill.evse_id),
  connectorId: (bill) => figure(bill.connector_id),
  locationId: (bill) => text(bill.location_id),
  token: (bill) => text(bill.token),
  tokenGroupId: (bill) => text(bill.token_group_id),
  startedAt: (bill) => text(bill.started_at),
  endedAt: (bill) => text(bill.session_ended_at),
  energyWh: (bill) => figure(bill.energy_wh),
  net: (bill) => figure(bill.net),
  vat: (bill) => figure(bill.vat),
  total: (bill) => figure(bill.total),
  currency: (bill) => text(bill.currency),
  tariffId: (bill) => text(bill.tariff_id),
  tariffVersion: (bill) => figure(bill.tariff_version),
  createdAt: (bill) => text(bill.created_at),
};

/** All bills of a filter as CSV (RFC 4180, with a header), oldest first. @throws Problem 503, see `streamExport` */
export function exportCsv(dataSource: DataSource, tenantId: string, filter: ExportFilter): Promise<Readable> {
  const columns = Object.values(COLUMNS);
  return streamExport(dataSource, tenantId, async function* (em) {
    yield toCsvLine(Object.keys(COLUMNS).map((name) => text(name)));
    for await (const bills of readBills(em, tenantId, filter)) {
      yield bills.map((bill) => toCsvLine(columns.map((column) => column(bill)))).join('');
    }
  });
}
