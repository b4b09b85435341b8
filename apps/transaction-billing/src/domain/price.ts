export type LineKind = 'flat' | 'energy' | 'time' | 'parking-time' | 'minimum-price' | 'maximum-price';

/** One line of a bill; all figures are decimal strings, `amount` is net and rounded. */
export interface PriceLine {
  kind: LineKind;
  /** kWh are told in full; hours to the 9th decimal, which is less than 4 microseconds. */
  quantity: string;
  unit: 'session' | 'kWh' | 'h';
  unitPrice: string;
  vatPercent: string;
  amount: string;
  /** Which of the tariff's elements prices it, counted from 0; absent on what comes from the tariff's bounds. */
  element?: number;
}

export interface Price {
  lines: PriceLine[];
  net: string;
  vat: string;
  total: string;
  currency: string;
}

/** Whether two prices come to the same, line by line. */
export function isSamePrice(a: Price | null, b: Price | null): boolean {
  if (a === null || b === null) return a === b;
  const figures = ({ lines, net, vat, total, currency }: Price): string =>
    JSON.stringify([
      net,
      vat,
      total,
      currency,
      lines.map((line) => [line.kind, line.quantity, line.unitPrice, line.amount]),
    ]);
  return figures(a) === figures(b);
}
