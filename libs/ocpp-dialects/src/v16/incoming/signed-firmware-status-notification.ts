import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 security extension: how a signed update goes on. */
export const signedFirmwareStatusNotification = reportedMessage<
  RequestOf<'SignedFirmwareStatusNotification'>,
  ResponseOf<'SignedFirmwareStatusNotification'>
>('SignedFirmwareStatusNotification', {});
