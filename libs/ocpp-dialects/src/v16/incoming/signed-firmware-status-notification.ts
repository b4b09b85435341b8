import { firmwareStatusRow } from '../../firmware-status';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 security extension: how a signed update goes on. */
export const signedFirmwareStatusNotification = firmwareStatusRow<
  RequestOf<'SignedFirmwareStatusNotification'>,
  ResponseOf<'SignedFirmwareStatusNotification'>
>('SignedFirmwareStatusNotification', {});
