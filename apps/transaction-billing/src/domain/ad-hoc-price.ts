import type { AdHocPrice } from '@chargebus/contracts';
import { Decimal } from './money';
import type { Dimension, TariffVersion } from './tariff';

const UNITS = { ENERGY: 'kWh', TIME: 'h', PARKING_TIME: 'h', FLAT: 'session' } as const satisfies Record<
  Dimension,
  string
>;

/**
 * A tariff as it is published to drivers (AFIR article 5(4)): its components in the tariff's order, with what restricts them;
 * exact, without and with VAT.
 */
export function toAdHocPrice(tariff: TariffVersion): AdHocPrice {
  const { id: tariffId, version, name, currency, vatPercent } = tariff;
  const components = tariff.elements.flatMap(({ priceComponents, restrictions }) =>
    priceComponents.map(({ type, price, vat = vatPercent, stepSize, graceSeconds }) => ({
      ...{ type, unit: UNITS[type], price, vatPercent: vat, stepSize },
      priceWithVat: new Decimal(price).times(new Decimal(vat).plus(100)).dividedBy(100).toFixed(),
      ...(graceSeconds !== undefined && { graceSeconds }),
      ...(restrictions !== undefined && { restrictions: { ...restrictions } }),
    })),
  );
  return { tariffId, version, name, currency, components };
}
