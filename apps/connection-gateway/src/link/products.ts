import { LRUCache } from 'lru-cache';

/** Who made a station and what it is, as its last boot said: the labels under which its oddities are counted. */
export interface Product {
  readonly vendor: string;
  readonly model: string;
}

export const UNKNOWN_PRODUCT: Product = { vendor: 'unknown', model: 'unknown' };
const OTHER_PRODUCT: Product = { vendor: 'other', model: 'other' };
/** Stations choose these texts: a metric must not grow with what they make up. */
const MOST_PRODUCTS = 200;
const LONGEST_NAME = 50;
const REMEMBERED_STATIONS = 100_000;

/** Remembers what each station is, over its reconnects, with few objects for many stations. */
export class Products {
  private readonly known = new Map<string, Product>([[keyOf(UNKNOWN_PRODUCT), UNKNOWN_PRODUCT]]);
  private readonly ofStations = new LRUCache<string, Product>({ max: REMEMBERED_STATIONS });

  /**
   * What the station said of itself on this gateway; it need not boot again when it reconnects.
   * @param told - what it said elsewhere, by the registry
   */
  of(tenantId: string, stationId: string, told?: { vendor?: string; model?: string }): Product {
    const known = this.ofStations.get(`${tenantId}/${stationId}`);
    return known ?? (told === undefined ? UNKNOWN_PRODUCT : this.learn(tenantId, stationId, told));
  }

  learn(tenantId: string, stationId: string, told: { vendor?: string; model?: string }): Product {
    const product = this.shared({ vendor: toName(told.vendor), model: toName(told.model) });
    this.ofStations.set(`${tenantId}/${stationId}`, product);
    return product;
  }

  private shared(product: Product): Product {
    const key = keyOf(product);
    const found = this.known.get(key);
    if (found) return found;
    if (this.known.size >= MOST_PRODUCTS) return OTHER_PRODUCT;
    this.known.set(key, product);
    return product;
  }
}

function keyOf({ vendor, model }: Product): string {
  return JSON.stringify([vendor, model]);
}

function toName(text: string | undefined): string {
  const name = (text ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
  return name === '' ? UNKNOWN_PRODUCT.vendor : name;
}
