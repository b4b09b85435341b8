import type { Readable } from 'node:stream';
import type { DataSource } from '@chargebus/service-runtime';
import { billsHeader, type ExportFilter, readBills } from '../store/bill-export.repository';
import { streamExport } from './stream-export';

/** All bills of a filter as CSV (RFC 4180, with a header), oldest first. @throws Problem 503, see `streamExport` */
export function exportCsv(dataSource: DataSource, tenantId: string, filter: ExportFilter): Promise<Readable> {
  return streamExport(dataSource, tenantId, async function* (em) {
    yield billsHeader;
    yield* readBills(em, tenantId, filter);
  });
}
