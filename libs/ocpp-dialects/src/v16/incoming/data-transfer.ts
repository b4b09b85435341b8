import { vendorData } from '../../vendor-data';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 4.3: what a vendor made up. Its data is a text: other JSON is told as one. */
export const dataTransfer = vendorData<RequestOf<'DataTransfer'>, ResponseOf<'DataTransfer'>>((data) =>
  typeof data === 'string' ? data : JSON.stringify(data),
);
