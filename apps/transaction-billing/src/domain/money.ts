import { Decimal as Base } from 'decimal.js';

/** Exact decimals: 40 significant digits, ties away from zero. Amounts never pass through a binary float. */
export const Decimal = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_UP });
export type Decimal = Base;

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

const digitsOf = new Map<string, number>();

/** Minor digits of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD. Remembered: making the formatter is slow. */
export function minorDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const digits = readMinorDigits(currency);
  digitsOf.set(currency, digits);
  return digits;
}

function readMinorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * THE rounding rule: each line's net amount is rounded half up (away from zero) to the currency's minor digits; VAT is taken once
 * per rate from the sum of the rounded lines, and rounded the same way. So lines sum to the net, and net + VAT to the total.
 */
export function roundMoney(amount: Decimal, currency: string): Decimal {
  return amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_HALF_UP);
}

/** An amount in a decimal string with just the currency's minor digits, e.g. "12.30". */
export function spellMoney(amount: Decimal, currency: string): string {
  return amount.toFixed(minorDigits(currency));
}
