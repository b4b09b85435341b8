import { isRegister } from '@chargebus/contracts';

/** `value` if the contracts can hold it, and its difference to any other: a register in whole Wh. */
export function safeInteger(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) && isRegister(value as number) ? value : undefined;
}

/** OCPP 2.0.1 part 2, 2.1.3: an integer is 32 bits long. 1.6 does not say. */
const LARGEST_SHORT = 0x7fff_ffff;

/** `value` if it is an integer of 32 bits, as numbers of EVSEs, reservations and requests are stored. */
export function shortInteger(value: number | undefined): number | undefined {
  return isShort(value) ? value : undefined;
}

export function isShort(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= LARGEST_SHORT;
}

/** `value` if it can be the number of an EVSE or a connector. */
export function placeNumber(value: unknown): number | undefined {
  return isShort(value) && value >= 0 ? value : undefined;
}
