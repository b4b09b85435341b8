import { MOST_EQUIPMENT, type asks, type AskReply, type AskRequest, type StationEquipment } from '@chargebus/contracts';
import { selectStations } from '../../store/commands/bulk-command.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import { loadDetails, type StationDetails } from '../../store/registration/station-details.repository';

/** Tells what stations there are and what they run, a page at a time, in the order of their ids. */
export async function tellEquipment(
  writer: RegistryWriter,
  { tenantId, after, ...selector }: AskRequest<typeof asks.equipment>,
): Promise<AskReply<typeof asks.equipment>> {
  return writer.read(tenantId, async (em) => {
    const ids = await selectStations(em, tenantId, selector);
    const from = after === undefined ? 0 : ids.indexOf(after) + 1;
    if (after !== undefined && from === 0) return { ok: false, reason: 'unknown-cursor' };
    const page = ids.slice(from, from + MOST_EQUIPMENT);
    const details = await loadDetails(em, tenantId, page);
    const next = ids.length > from + MOST_EQUIPMENT ? (page.at(-1) ?? null) : null;
    return { ok: true, stations: details.map(toEquipment), next };
  });
}

function toEquipment({ station, state, timeZone, evses }: StationDetails): StationEquipment {
  const { vendor = null, model = null, firmwareVersion = null } = state?.boot ?? {};
  const connected = state?.connected ?? false;
  return {
    ...{ stationId: station.id, vendor, model, firmwareVersion, ocppVersion: state?.ocppVersion ?? null, connected },
    accepted: !station.disabled && state?.bootStatus === 'accepted',
    disabled: station.disabled,
    charging: evses.some(({ activeSessionId }) => activeSessionId !== null),
    ...{ timeZone, groups: station.groups, tags: station.tags },
  };
}
