import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 K09: the charging profiles a station has, asked for under `requestId`. */
export const reportChargingProfiles = reportedMessage<
  RequestOf<'ReportChargingProfiles'>,
  ResponseOf<'ReportChargingProfiles'>
>('ReportChargingProfiles', {});
