import type { ConnectorStatus } from '@chargebus/contracts';

/** AFIR article 20(2)(c)(i) and (ii): whether a charging point works, and whether it is taken. */
export interface PointState {
  operationalStatus: 'operational' | 'out-of-order';
  availability: 'in-use' | 'not-in-use';
}

/** What the registry knows of an EVSE and its station now. */
export interface PointFacts {
  /** Connected, and not disabled by its operator. */
  stationOnline: boolean;
  /** Of the station as a whole; null: never told. */
  stationStatus: ConnectorStatus | null;
  connectors: readonly { status: ConnectorStatus | null }[];
  hasSession: boolean;
}

const isDown = (status: ConnectorStatus | null): boolean => status === 'unavailable' || status === 'faulted';

/**
 * The same rule as for uptime: out of order while the station is not connected, while it or every connector of the EVSE is down; a
 * point whose connectors were never heard of is not known to work. In use with a session, or with a car or a reservation.
 */
export function decidePointState({ stationOnline, stationStatus, connectors, hasSession }: PointFacts): PointState {
  const works = connectors.some(({ status }) => status !== null && !isDown(status));
  const taken = connectors.some(({ status }) => status === 'occupied' || status === 'reserved');
  return {
    operationalStatus: stationOnline && !isDown(stationStatus) && works ? 'operational' : 'out-of-order',
    availability: hasSession || taken ? 'in-use' : 'not-in-use',
  };
}

/** `AC` or `DC` of a power type as OCPI names it. */
export function currentOf(powerType: string | null): 'AC' | 'DC' | null {
  if (powerType === null) return null;
  return powerType.startsWith('DC') ? 'DC' : powerType.startsWith('AC') ? 'AC' : null;
}

/** The most that a point gives: through whichever of its connectors gives most; null where nobody said. */
export function maxPowerKw(connectors: readonly { maxPowerW: number | null }[]): number | null {
  const known = connectors.flatMap(({ maxPowerW }) => maxPowerW ?? []);
  return known.length === 0 ? null : Math.max(...known) / 1_000;
}
