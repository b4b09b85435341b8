import type { SessionSnapshot, StationPlace, TokenType } from '@chargebus/contracts';
import { findAlpha3 } from './country-code';
import type { Price } from './price';

/** What a charge detail record is made of: a numbered entry of a bill, its session, and where that was. */
export interface CdrSource {
  number: number;
  /** Of a credit note: what it takes back. */
  creditedNumber: number | null;
  invoiceNumber: number | null;
  price: Price;
  reason: string | null;
  tariffId: string | null;
  stationId: string;
  issuedAt: string;
  session: SessionSnapshot | null;
  place: StationPlace | undefined;
  operator: { countryCode: string | null; partyId: string | null };
}

type Cdr = Record<string, unknown>;

const TOKEN_TYPES: Partial<Record<TokenType, string>> = {
  rfid: 'RFID',
  iso15693: 'RFID',
  app: 'APP_USER',
  'direct-payment': 'AD_HOC_USER',
};

/**
 * A final bill, or a credit note, as an OCPI 2.2.1 CDR (10.3.1), its fields as OCPI spells them. What OCPI demands and nobody told is
 * written `#NA`, or as the most common there is, and named in `remark`: it is never passed off as known.
 */
export function toCdr(source: CdrSource): Cdr {
  const { number, price, session, operator, tariffId, issuedAt, creditedNumber } = source;
  const unknown: string[] = [];
  const known = <T>(field: string, value: T | null | undefined, otherwise: T): T => {
    if (value !== null && value !== undefined && value !== '') return value;
    unknown.push(field);
    return otherwise;
  };
  const startedAt = known('start_date_time', session?.startedAt, issuedAt);
  const endedAt = known('end_date_time', session?.endedAt, startedAt);
  const party = {
    country_code: known('country_code', operator.countryCode, 'XX'),
    party_id: known('party_id', operator.partyId?.slice(0, 3), 'XXX'),
  };
  const uid = known('cdr_token', session?.token?.slice(0, 36), '#NA');
  const sign = creditedNumber === null ? 1 : -1;
  const hours = round(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 3_600_000, 4);
  const kwh = (session?.energyWh ?? 0) / 1_000;
  const location = toCdrLocation(source, known);
  return {
    ...party,
    id: String(number),
    start_date_time: startedAt,
    end_date_time: endedAt,
    ...(session && { session_id: session.id }),
    cdr_token: {
      ...party,
      ...{ uid, type: session?.tokenType ? (TOKEN_TYPES[session.tokenType] ?? 'OTHER') : 'OTHER', contract_id: uid },
    },
    auth_method: 'AUTH_REQUEST',
    cdr_location: location,
    currency: price.currency,
    charging_periods: [
      {
        start_date_time: startedAt,
        dimensions: [
          { type: 'ENERGY', volume: kwh },
          { type: 'TIME', volume: hours },
        ],
        ...(tariffId !== null && { tariff_id: tariffId }),
      },
    ],
    total_cost: { excl_vat: Number(price.net), incl_vat: Number(price.total) },
    ...costOf(price, 'total_fixed_cost', 'flat'),
    total_energy: sign * kwh,
    ...costOf(price, 'total_energy_cost', 'energy'),
    total_time: sign * hours,
    ...costOf(price, 'total_time_cost', 'time'),
    ...costOf(price, 'total_parking_cost', 'parking-time'),
    ...remarkOf(source.reason, unknown),
    ...(source.invoiceNumber !== null && { invoice_reference_id: String(source.invoiceNumber) }),
    ...(creditedNumber !== null && { credit: true, credit_reference_id: String(creditedNumber) }),
    last_updated: issuedAt,
  };
}

function toCdrLocation(
  { place, stationId, session }: CdrSource,
  known: <T>(field: string, value: T | null | undefined, otherwise: T) => T,
): Cdr {
  const location = place?.location;
  const evse = place?.evses.find(({ id }) => id === session?.evseId);
  const connector = evse?.connectors.find(({ id }) => id === session?.connectorId) ?? evse?.connectors[0];
  const { street, postalCode, city } = partsOf(location?.address);
  const powerType = known('connector_power_type', connector?.powerType, 'AC_3_PHASE');
  const isDc = powerType.startsWith('DC');
  return {
    id: (location?.id ?? stationId).slice(0, 36),
    ...(location && { name: location.name.slice(0, 255) }),
    address: known('address', street?.slice(0, 45), '#NA'),
    city: known('city', city?.slice(0, 45), '#NA'),
    ...(postalCode && { postal_code: postalCode }),
    country: known('country', findAlpha3(location?.countryCode ?? ''), 'XXX'),
    coordinates: {
      latitude: known('coordinates', location?.coordinates?.latitude.toFixed(6), '0.000000'),
      longitude: location?.coordinates?.longitude.toFixed(6) ?? '0.000000',
    },
    evse_uid: known('evse_uid', evse?.uid.slice(0, 36), '#NA'),
    evse_id: known('evse_id', evse?.evseId, '#NA'),
    connector_id: String(session?.connectorId ?? connector?.id ?? 1),
    connector_standard: known('connector_standard', connector?.standard, isDc ? 'IEC_62196_T2_COMBO' : 'IEC_62196_T2'),
    connector_format: isDc ? 'CABLE' : 'SOCKET',
    connector_power_type: powerType,
  };
}

/** `Street 1, 12345 Town`: what is before the last comma, and the postal code and town after it. */
function partsOf(address: string | null | undefined): { street?: string; postalCode?: string; city?: string } {
  if (!address) return {};
  const comma = address.lastIndexOf(',');
  if (comma < 0) return { street: address.trim() };
  const [, postalCode, city] =
    /^\s*((?:[A-Z]{1,2}-?)?\d[\dA-Z -]{2,7}\s)?\s*(.*?)\s*$/.exec(address.slice(comma + 1)) ?? [];
  return {
    street: address.slice(0, comma).trim(),
    ...(postalCode && { postalCode: postalCode.trim().slice(0, 10) }),
    ...(city && { city }),
  };
}

function costOf({ lines }: Price, field: string, kind: Price['lines'][number]['kind']): Cdr {
  const own = lines.filter((line) => line.kind === kind);
  if (own.length === 0) return {};
  return {
    [field]: {
      excl_vat: round(
        own.reduce((sum, { amount }) => sum + Number(amount), 0),
        4,
      ),
    },
  };
}

function remarkOf(reason: string | null, unknown: readonly string[]): Cdr {
  const missing = unknown.length === 0 ? [] : [`not known: ${[...new Set(unknown)].join(', ')}`];
  const texts = [...(reason === null ? [] : [reason]), ...missing];
  return texts.length === 0 ? {} : { remark: texts.join('; ').slice(0, 255) };
}

/** OCPI's `number` has four decimals (OCPI 2.2.1 16.1). */
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
