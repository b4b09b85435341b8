import { connectorStatus, ocppVersion, transport } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { LinkRow } from '../../store/monitoring/station-history.repository';
import type { ListedEntry } from '../../store/monitoring/status-history.repository';
import { anyInstant, evseNumber, instantView, nullableText, pageOf } from '../field-schemas';

export class ListConnectionsQuery extends createZodDto(z.strictObject(listQuery)) {}

export class ListStatusHistoryQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    evseId: evseNumber.optional().describe('As the station counts it; 0: the station itself.'),
    from: anyInstant.optional().describe('Inclusive; what each connector was by then is listed too.'),
    to: anyInstant.optional().describe('Exclusive.'),
  }),
) {}

const connectionView = z.object({
  from: instantView,
  to: instantView.nullable().describe('Null while it is open.'),
  closeCode: z.int().nullable().describe('Of the WebSocket; null where nobody saw it close.'),
  closeReason: nullableText.describe(
    'As the gateway told it; `superseded` by a newer connection, `gateway lost`, or `announced again`: the same socket went on.',
  ),
  ocppVersion,
  transport,
  securityProfile: z.int(),
  gatewayId: z.string(),
  remoteAddress: nullableText,
});
export type ConnectionView = z.output<typeof connectionView>;
export class ConnectionPageDto extends createZodDto(pageOf(connectionView)) {}

const statusHistoryView = z.object({
  evseId: z.int().describe('As the station counts it; 0: the station itself.'),
  connectorId: z.int(),
  from: instantView.describe("By the station's corrected time."),
  to: instantView.nullable().describe('When it became something else; null: it is that now.'),
  status: connectorStatus,
  errorCode: nullableText,
  vendorErrorCode: nullableText,
  info: nullableText,
  receivedAt: instantView,
});
export type StatusHistoryView = z.output<typeof statusHistoryView>;
export class StatusHistoryPageDto extends createZodDto(pageOf(statusHistoryView)) {}

export function toConnectionView(row: LinkRow): ConnectionView {
  const { connectedAt: from, disconnectedAt: to, closeCode, closeReason } = row;
  const { ocppVersion: version, transport: by, securityProfile, gatewayId, remoteAddress } = row;
  const ended = { from, to, closeCode, closeReason };
  return { ...ended, ocppVersion: version, transport: by, securityProfile, gatewayId, remoteAddress };
}

export function toStatusHistoryView(entry: ListedEntry): StatusHistoryView {
  const { evse: evseId, connector: connectorId, at: from, until: to, status } = entry;
  const { errorCode, vendorErrorCode, info, receivedAt } = entry;
  return { evseId, connectorId, from, to, status, errorCode, vendorErrorCode, info, receivedAt };
}
