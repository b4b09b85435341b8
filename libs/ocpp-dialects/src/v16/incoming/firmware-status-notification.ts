import { firmwareStatusRow } from '../../firmware-status';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 4.5: how an update goes on. Names no request. */
export const firmwareStatusNotification = firmwareStatusRow<
  RequestOf<'FirmwareStatusNotification'>,
  ResponseOf<'FirmwareStatusNotification'>
>('FirmwareStatusNotification', {});
