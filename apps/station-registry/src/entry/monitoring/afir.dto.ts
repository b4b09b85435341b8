import { adHocPrice } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { currentOf, decidePointState, maxPowerKw } from '../../domain/registration/charging-point';
import type { StationDetails } from '../../store/registration/station-details.repository';
import type { PublicLocation } from '../../use-cases/monitoring/read-public-locations';
import { instantView, nullableText, pageOf } from '../field-schemas';
import { publicDataView } from '../registration/location.dto';

export class ListAfirQuery extends createZodDto(
  z.strictObject({ ...listQuery, limit: z.coerce.number<string>().int().min(1).max(100).default(20) }),
) {}

const connectorView = z.object({
  id: z.int(),
  standard: nullableText.describe('Article 20(2)(b)(ii), as OCPI names it.'),
  current: z.enum(['AC', 'DC']).nullable().describe('Article 20(2)(b)(iii).'),
  maxPowerKw: z.number().nullable(),
  adHocPrice: adHocPrice.nullable().describe('Article 20(2)(c)(iii): what is in force now; never an old one.'),
  adHocPriceAt: instantView.nullable(),
  adHocPriceReason: z.enum(['no-tariff', 'billing-unavailable']).nullable().describe('Why there is no price.'),
});

const pointView = z.object({
  id: nullableText.describe('The identification code, article 20(2)(b)(i): the eMI3 id.'),
  evseId: z.int().describe('As the station counts it.'),
  maxPowerKw: z.number().nullable().describe('Article 20(2)(b)(v).'),
  operationalStatus: z.enum(['operational', 'out-of-order']).describe('Article 20(2)(c)(i).'),
  availability: z.enum(['in-use', 'not-in-use']).describe('Article 20(2)(c)(ii).'),
  statusAt: instantView.nullable().describe('When the newest of its statuses was reported.'),
  connectors: z.array(connectorView),
});

const afirView = z.object({
  locationId: z.string(),
  name: z.string(),
  address: nullableText,
  countryCode: nullableText,
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }).nullable().describe('Article 20(2)(a)(i).'),
  timeZone: z.string(),
  connectorCount: z.int().describe('Article 20(2)(a)(ii).'),
  operator: z
    .object({
      id: z.string().describe('Country code and party id, as eMI3 joins them.'),
      ...{ name: nullableText, email: nullableText, phone: nullableText, website: nullableText },
    })
    .describe('Article 20(2)(a)(iv).'),
  ...publicDataView.shape,
  stations: z.array(z.object({ stationId: z.string(), name: nullableText, points: z.array(pointView) })),
  generatedAt: instantView,
});
export type AfirView = z.output<typeof afirView>;
export class AfirDto extends createZodDto(afirView) {}
export class AfirPageDto extends createZodDto(pageOf(afirView)) {}

/** What article 20(2) asks of a location, of what the platform knows. */
export function toAfirView({ location, tenant, stations, priceOf }: PublicLocation): AfirView {
  const shown = stations.map((details) => toStation(details, priceOf));
  const { id: locationId, name, address, coordinates, publicData } = location;
  return {
    ...{ locationId, name, address, coordinates },
    countryCode: location.countryCode ?? tenant?.countryCode ?? null,
    timeZone: location.timeZone ?? tenant?.timeZone ?? 'UTC',
    connectorCount: shown.flatMap(({ points }) => points.flatMap(({ connectors }) => connectors)).length,
    operator: {
      id: `${tenant?.countryCode ?? ''}*${tenant?.partyId ?? ''}`,
      name: tenant?.operatorName ?? null,
      email: tenant?.contactEmail ?? null,
      phone: tenant?.contactPhone ?? null,
      website: tenant?.website ?? null,
    },
    ...publicDataView.parse(publicData ?? {}),
    stations: shown,
    generatedAt: new Date().toISOString(),
  };
}

function toStation(
  { station, state, evses, connectors }: StationDetails,
  priceOf: PublicLocation['priceOf'],
): AfirView['stations'][number] {
  const stationStatus = connectors.find(({ evse }) => evse === 0)?.status ?? null;
  const stationOnline = state?.connected === true && !station.disabled;
  const points = evses.map(({ id: evseId, evseId: id, activeSessionId }) => {
    const own = connectors.filter(({ evse }) => evse === evseId);
    const times = own.flatMap(({ statusAt }) => statusAt ?? []).sort();
    return {
      ...{ id, evseId, maxPowerKw: maxPowerKw(own) },
      ...decidePointState({ stationOnline, stationStatus, connectors: own, hasSession: activeSessionId !== null }),
      statusAt: times.at(-1) ?? null,
      connectors: own.map((connector) => toConnector(connector, priceOf(station.id, evseId, connector.id))),
    };
  });
  return { stationId: station.id, name: station.name, points };
}

function toConnector(
  row: StationDetails['connectors'][number],
  found: ReturnType<PublicLocation['priceOf']>,
): z.output<typeof connectorView> {
  const { id, standard, powerType } = row;
  const price =
    found.price === null
      ? { adHocPrice: null, adHocPriceAt: null, adHocPriceReason: found.reason }
      : { adHocPrice: found.price, adHocPriceAt: found.at, adHocPriceReason: null };
  return { id, standard, current: currentOf(powerType), maxPowerKw: maxPowerKw([row]), ...price };
}
