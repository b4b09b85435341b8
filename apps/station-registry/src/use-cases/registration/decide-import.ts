import type { GoodLine, LineFault } from '../../domain/registration/import-line';
import { serialKey } from '../../domain/registration/import-line';
import { withDefaults, type EvseDescription } from '../../domain/registration/station-template';
import { generatePassword, passwordFits } from '../../store/registration/credential-hash';
import type { Existing } from '../../store/registration/station-import.repository';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import type { StationRow } from '../../store/registration/station.row';
import { needsPassword } from './register-station';
import { toChangedStation, toNewStation, type StationInput } from './station-input';

export type Line = GoodLine<StationInput>;

/** What a line comes to. */
export type Decision = { line: Line } & (
  | { do: 'refuse'; faults: LineFault[] }
  | { do: 'nothing' }
  | {
      do: 'create' | 'update';
      /** As it was, of one that is updated. */
      before: StationRow | null;
      row: StationRow;
      evses: EvseDescription[];
      password?: { text: string; generated: boolean };
    }
);

/** Compares a line with what is there: the same line twice comes to nothing the second time, its password included. */
export function decideLine(line: Line, existing: Existing, tx: { tenantId: string; at: string }): Decision {
  const { input } = line;
  const before = existing.stations.get(line.id) ?? null;
  const faults = [...faultsOf(line, existing), ...(before === null ? [] : changeFaults(input, before))];
  if (faults.length > 0) return { line, do: 'refuse', faults };
  if (before === null) {
    const template = templateOf(input, existing);
    const row = toNewStation(tx, input, template ?? null);
    const evses = withDefaults(input.evses ?? [], template?.defaults ?? {});
    return { line, do: 'create', before, row, evses, ...passwordFor(input, row, existing) };
  }
  const { id: _same, evses: described = [], templateId: _had, ...change } = input;
  const row = toChangedStation(before, change, tx.at);
  const evses = described.filter((evse) => isNews(evse, line.id, existing));
  const password = passwordFor(input, row, existing);
  if (!isChanged(before, row) && evses.length === 0 && password.password === undefined) return { line, do: 'nothing' };
  return { line, do: 'update', before, row, evses, ...password };
}

function faultsOf({ id, input }: Line, existing: Existing): LineFault[] {
  const faults: LineFault[] = [];
  const { locationId, templateId, evses = [] } = input;
  if (locationId && !existing.locations.has(locationId)) {
    faults.push({ field: 'locationId', message: `there is no location ${locationId}` });
  }
  if (templateId !== undefined && !existing.templates.some((template) => template.id === templateId)) {
    faults.push({ field: 'templateId', message: `there is no template ${templateId}` });
  }
  const serial = serialKey(input);
  const twin = serial && existing.serialNumbers.find((other) => other.id !== id && serialKey(other) === serial);
  if (twin) faults.push({ field: 'serialNumber', message: `station ${twin.id} has it already` });
  for (const evse of evses) {
    const other = existing.evseIds.find(({ evseId, stationId, id: n }) => {
      return evseId === evse.evseId && (stationId !== id || n !== evse.id);
    });
    if (!other) continue;
    faults.push({
      field: `evses.${evse.id}.evseId`,
      message: `EVSE ${other.id} of station ${other.stationId} has it already`,
    });
  }
  return faults;
}

/** What stands against changing a station that is there. */
function changeFaults(input: StationInput, before: StationRow): LineFault[] {
  if (before.deletedAt !== null) {
    return [{ field: 'id', message: `a station ${before.id} was deleted; ids are not used again` }];
  }
  const faults: LineFault[] = [];
  if (input.templateId !== undefined && input.templateId !== before.templateId) {
    faults.push({ field: 'templateId', message: 'is for a station that is not registered yet; this one is' });
  }
  if (input.password !== undefined && (input.securityProfile ?? before.securityProfile) === 0) {
    faults.push({ field: 'password', message: 'security profile 0 has no password; set securityProfile to 1 or more' });
  }
  return faults;
}

function templateOf(
  { templateId, vendor, model }: StationInput,
  { templates }: Existing,
): StationTemplateRow | undefined {
  if (templateId !== undefined) return templates.find(({ id }) => id === templateId);
  const plain = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase();
  const ofVendor = templates.filter((template) => vendor && plain(template.vendor) === plain(vendor));
  return ofVendor.find((one) => plain(one.model) === plain(model)) ?? ofVendor.find((one) => one.model === null);
}

function passwordFor(
  { id, password: given }: StationInput,
  row: StationRow,
  { credentials }: Existing,
): { password?: { text: string; generated: boolean } } {
  const known = credentials.get(id) ?? [];
  if (given !== undefined) {
    return passwordFits(Buffer.from(given), known) ? {} : { password: { text: given, generated: false } };
  }
  if (known.length > 0 || !needsPassword(row)) return {};
  return { password: { text: generatePassword(), generated: true } };
}

/** Whether it says of an EVSE what is not known yet. */
function isNews(words: EvseDescription, stationId: string, { evses, connectors }: Existing): boolean {
  const evse = evses.get(stationId)?.find(({ id }) => id === words.id);
  if (evse === undefined || (words.evseId !== undefined && words.evseId !== evse.evseId)) return true;
  return (words.connectors ?? []).some((said) => {
    const known = connectors.get(stationId)?.find((row) => row.evse === words.id && row.id === said.id);
    const differs = (key: 'standard' | 'powerType' | 'maxPowerW'): boolean =>
      said[key] !== undefined && said[key] !== known?.[key];
    return known === undefined || differs('standard') || differs('powerType') || differs('maxPowerW');
  });
}

function isChanged(before: StationRow, after: StationRow): boolean {
  return (Object.keys(after) as (keyof StationRow)[]).some(
    (key) => key !== 'updatedAt' && canonical(before[key]) !== canonical(after[key]),
  );
}

/** Maps keep no order in the database. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, canonical(one)]),
  );
}
