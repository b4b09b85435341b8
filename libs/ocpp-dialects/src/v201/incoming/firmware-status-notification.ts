import { firmwareStatusRow } from '../../firmware-status';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 L01: how an update goes on; `requestId` says of which (absent only when idle). */
export const firmwareStatusNotification = firmwareStatusRow<
  RequestOf<'FirmwareStatusNotification'>,
  ResponseOf<'FirmwareStatusNotification'>
>('FirmwareStatusNotification', {});
