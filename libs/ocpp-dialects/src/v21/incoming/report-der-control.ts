import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 R06: controls of distributed energy that were asked for under `requestId`; `tbc` says that more parts follow. */
export const reportDERControl = reportedMessage<RequestOf<'ReportDERControl'>, ResponseOf<'ReportDERControl'>>(
  'ReportDERControl',
  {},
);
