import type { EvseMap, StationCommand, StationCommandOf } from '@chargebus/contracts';
import type { Placed } from '../dialect';

/** A connector of an EVSE, and the number that a 1.x station gives it. */
interface Place {
  connector: number;
  connectorId: number;
}

/** Messages that a station sends for each of its connectors. */
const OF_EACH_CONNECTOR = new Set<StationCommandOf<'trigger'>['message']>(['status', 'meter-values']);

/**
 * A command in the numbers of a 1.x station with an `evseMap`: its connector n is what the rows spell as EVSE n. What is for
 * an EVSE as a whole goes to each of its connectors; what is for one connector and does not say which goes to the EVSE's
 * first, as 2.x stations are asked for connector 1. A raw call is in the station's own numbers already.
 */
export function toOwnNumbers(command: StationCommand, evseMap: EvseMap): Placed {
  if (!('evseId' in command) || command.evseId === undefined || command.evseId === 0) return [command];
  const places = placesOf(command.evseId, evseMap);
  switch (command.type) {
    case 'set-availability':
      return at(places, command, () => command);
    case 'trigger': {
      const { connectorId, ...rest } = command;
      const wanted = chosen(places, connectorId);
      return at(OF_EACH_CONNECTOR.has(command.message) ? wanted : wanted.slice(0, 1), command, () => rest);
    }
    case 'clear-charging-profile':
      return at(places, command, () => command);
    case 'start-transaction':
    case 'set-charging-profile':
    case 'unlock': {
      const { connectorId, ...rest } = command;
      return at(chosen(places, connectorId).slice(0, 1), command, () => rest);
    }
    default:
      return [command];
  }
}

/** The connectors of an EVSE in order: those mapped to it, and connector n itself where the map does not move it. */
function placesOf(evseId: number, evseMap: EvseMap): Place[] {
  const mapped = Object.entries(evseMap)
    .filter(([, { evse }]) => evse === evseId)
    .map(([connectorId, { connector }]) => ({ connector, connectorId: Number(connectorId) }));
  const own = Object.hasOwn(evseMap, evseId) ? [] : [{ connector: 1, connectorId: evseId }];
  return [...own, ...mapped].sort((a, b) => a.connector - b.connector);
}

function chosen(places: Place[], connector: number | undefined): Place[] {
  return connector === undefined ? places : places.filter((place) => place.connector === connector);
}

function at(
  places: readonly Place[],
  { evseId, connectorId }: { evseId?: number | undefined; connectorId?: number | undefined },
  rest: () => StationCommand,
): Placed {
  if (places.length === 0) {
    const where = connectorId === undefined ? `EVSE ${evseId}` : `connector ${connectorId} of EVSE ${evseId}`;
    return { unsupported: `no connector of this station is ${where}: see its evseMap` };
  }
  return places.map((place) => ({ ...rest(), evseId: place.connectorId }) as StationCommand);
}
