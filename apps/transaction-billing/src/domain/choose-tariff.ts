/** To whom or what a tariff applies; exactly one key (DESIGN section "The public API"). */
export type Assignment =
  | { tokenGroupId: string }
  | { connectorId: string }
  | { stationId: string }
  | { groupId: string }
  | { locationId: string }
  | { default: true };

/** Where a session charges and who pays, as far as a tariff cares. */
export interface TariffContext {
  tokenGroupId: string | null;
  stationId: string;
  evseId: number | null;
  connectorId: number | null;
  /** Groups of the station. */
  groupIds: readonly string[];
  locationId: string | null;
}

export interface AssignedTariff<T> {
  assignment: Assignment;
  tariff: T;
  /** Of two that match equally well, the one assigned later wins. */
  assignedAt: string;
}

const ORDER = ['tokenGroupId', 'connectorId', 'stationId', 'groupId', 'locationId', 'default'] as const;
type Level = (typeof ORDER)[number];

/** `station/evse/connector`, how an assignment names a connector. */
export function connectorKey(context: Pick<TariffContext, 'stationId' | 'evseId' | 'connectorId'>): string {
  return `${context.stationId}/${context.evseId ?? 0}/${context.connectorId ?? 1}`;
}

/**
 * Chooses a session's tariff: by token group, connector, station, group, location, default, in that order.
 * @returns undefined where none applies: the bill is then held, never priced 0.
 */
export function chooseTariff<T>(assigned: readonly AssignedTariff<T>[], context: TariffContext): T | undefined {
  const wanted: Record<Level, (value: unknown) => boolean> = {
    tokenGroupId: (value) => value === context.tokenGroupId,
    connectorId: (value) => value === connectorKey(context),
    stationId: (value) => value === context.stationId,
    groupId: (value) => context.groupIds.includes(value as string),
    locationId: (value) => value === context.locationId,
    default: (value) => value === true,
  };
  for (const level of ORDER) {
    const matching = assigned.filter(({ assignment }) => {
      const value = (assignment as Partial<Record<Level, unknown>>)[level];
      return value !== undefined && wanted[level](value);
    });
    const latest = matching.sort((a, b) => (a.assignedAt < b.assignedAt ? 1 : -1))[0];
    if (latest) return latest.tariff;
  }
  return undefined;
}
