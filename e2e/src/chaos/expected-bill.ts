import type { LedgerEntry } from '@chargebus/station-simulator';

const ENERGY_CENTS_A_KWH = 35n;
const TIME_CENTS_AN_HOUR = 1_200n;
const FLAT_CENTS = 50n;
const VAT_PERCENT = 19n;

/** The tariff of the chaos run; time is dear, so that a second too much or too little shows. */
export const CHAOS_TARIFF = {
  name: 'chaos',
  currency: 'EUR',
  vatPercent: String(VAT_PERCENT),
  elements: [
    {
      priceComponents: [
        { type: 'FLAT', price: '0.50', stepSize: 1 },
        { type: 'ENERGY', price: '0.35', stepSize: 1 },
        { type: 'TIME', price: '12.00', stepSize: 1 },
      ],
    },
  ],
  assignments: [{ default: true }],
};

export interface ExpectedBill {
  net: string;
  vat: string;
  total: string;
}

/**
 * What a session must cost by the station's own count, in whole cents of BigInt: worked out apart from the platform's pricing, so
 * that a fault there is not repeated here. Each line is rounded half up, then VAT is taken from their sum and rounded the same.
 */
export function expectedBill(
  entry: Pick<LedgerEntry, 'meterStartWh' | 'meterStopWh' | 'startedAt' | 'stoppedAt'>,
): ExpectedBill {
  const energyWh = BigInt((entry.meterStopWh ?? entry.meterStartWh) - entry.meterStartWh);
  const elapsedMs = Date.parse(entry.stoppedAt ?? entry.startedAt) - Date.parse(entry.startedAt);
  const seconds = BigInt(Math.ceil(elapsedMs / 1_000));
  const net =
    FLAT_CENTS +
    divideHalfUp(energyWh * ENERGY_CENTS_A_KWH, 1_000n) +
    divideHalfUp(seconds * TIME_CENTS_AN_HOUR, 3_600n);
  const vat = divideHalfUp(net * VAT_PERCENT, 100n);
  return { net: spell(net), vat: spell(vat), total: spell(net + vat) };
}

function divideHalfUp(amount: bigint, by: bigint): bigint {
  return (2n * amount + by) / (2n * by);
}

function spell(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
