import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 M01: a car wants a contract certificate. No provider is known yet: Failed, which needs an EXI response, if only an empty one. */
export const get15118EVCertificate = reportedMessage<
  RequestOf<'Get15118EVCertificate'>,
  ResponseOf<'Get15118EVCertificate'>
>('Get15118EVCertificate', { status: 'Failed', exiResponse: '' });
