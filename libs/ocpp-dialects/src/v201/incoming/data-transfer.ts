import { vendorData } from '../../vendor-data';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 P02: what a vendor made up. Its data is any JSON. */
export const dataTransfer = vendorData<RequestOf<'DataTransfer'>, ResponseOf<'DataTransfer'>>((data) => data);
