/** What is priced: energy per kWh, time per hour, or once a session (OCPI 2.2.1 TariffDimensionType). */
export type Dimension = 'ENERGY' | 'TIME' | 'FLAT';

export interface PriceComponent {
  type: Dimension;
  /** Without VAT: per kWh, per hour, or per session; a decimal string. */
  price: string;
  /** VAT percentage of this component; absent: the tariff's `vatPercent`. */
  vat?: string | undefined;
  /** Least amount billed, in Wh or seconds; the quantity is rounded up to a multiple of it (OCPI 2.2.1 PriceComponent). */
  stepSize: number;
}

export interface TariffElement {
  priceComponents: PriceComponent[];
}

/** One immutable version of a tariff. A change makes a new version; a session keeps the one it started under. */
export interface TariffVersion {
  id: string;
  version: number;
  name: string;
  currency: string;
  vatPercent: string;
  elements: TariffElement[];
}

/** The component that prices a dimension: the first element that has one wins (OCPI 2.2.1, 11.4.1). */
export function findComponent(tariff: Pick<TariffVersion, 'elements'>, type: Dimension): PriceComponent | undefined {
  for (const element of tariff.elements) {
    const component = element.priceComponents.find((candidate) => candidate.type === type);
    if (component) return component;
  }
  return undefined;
}

export interface TariffFault {
  path: string;
  message: string;
}

/** Contradictions a schema cannot see: a dimension priced twice, of which the second could never apply. */
export function findTariffFaults(elements: TariffElement[]): TariffFault[] {
  const faults: TariffFault[] = [];
  const seen = new Map<Dimension, string>();
  elements.forEach((element, e) => {
    element.priceComponents.forEach((component, c) => {
      const path = `elements.${e}.priceComponents.${c}`;
      const earlier = seen.get(component.type);
      if (earlier !== undefined) {
        faults.push({ path, message: `${component.type} is priced at ${earlier} already; this one can never apply` });
      }
      seen.set(component.type, earlier ?? path);
    });
  });
  return faults;
}
