import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDuplicate } from '@chargebus/database';
import { conflict } from '@chargebus/service-runtime';
import { refuseContradictions, type ImportLine, type LineFault } from '../../domain/registration/import-line';
import { isSameMap } from '../../domain/registration/evse-map';
import { effectiveTimeZone } from '../../domain/registration/time-zone';
import { markStations } from '../../store/configuration/configuration-sync.repository';
import { describeEvses } from '../../store/registration/evse-description.repository';
import type { Author, RegistryTransaction, RegistryWriter } from '../../store/registry-writer';
import {
  insertStations,
  loadExisting,
  setPasswords,
  updateStations,
  type Existing,
} from '../../store/registration/station-import.repository';
import { ensureTenant, findTenant } from '../../store/registration/tenant.repository';
import { dropUnmappedPlaces } from '../../store/monitoring/unmapped-places.repository';
import { decideLine, type Decision, type Line } from './decide-import';
import { publishStation } from '../monitoring/station-facts';
import type { StationInput } from './station-input';

/** What an import came to. */
export interface Imported {
  dryRun: boolean;
  lines: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  errors: ({ line: number; id: string | null } & LineFault)[];
  /** The passwords that were made: told here and never again. */
  passwords: { line: number; id: string; password: string }[];
}

type Written = Extract<Decision, { row: unknown }>;
const DECIDED_AT_ONCE = 500;

/**
 * Registers and changes many stations at once. Each bad line is refused with its number, the rest is taken, all in one
 * transaction: an import that is cut off has done nothing, so its repeat tells all passwords. The same import again changes
 * nothing, and makes no password again.
 */
export class ImportStations {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 409 if somebody registered the same eMI3 id at the same moment: nothing was imported */
  async import(author: Author, lines: readonly ImportLine<StationInput>[], o: { dryRun: boolean }): Promise<Imported> {
    const read = refuseContradictions(lines);
    const good = read.filter((line): line is Line => line.faults === undefined);
    const decisions = await this.decideAndWrite(author, good, o.dryRun);
    const refused = [
      ...read.flatMap((line) => (line.faults === undefined ? [] : [line])),
      ...decisions.flatMap((decision) =>
        decision.do === 'refuse' ? [{ ...decision.line, faults: decision.faults }] : [],
      ),
    ].sort((a, b) => a.line - b.line);
    const count = (what: Decision['do']): number => decisions.filter((decision) => decision.do === what).length;
    return {
      dryRun: o.dryRun,
      lines: lines.length,
      created: count('create'),
      updated: count('update'),
      unchanged: count('nothing'),
      refused: refused.length,
      errors: refused.flatMap(({ line, id, faults }) => faults.map((fault) => ({ line, id, ...fault }))),
      passwords: o.dryRun ? [] : decisions.flatMap(generatedPassword),
    };
  }

  private async decideAndWrite(author: Author, lines: readonly Line[], dryRun: boolean): Promise<Decision[]> {
    try {
      return await this.writer.write(author, async (tx) => {
        await ensureTenant(tx.em, tx.tenantId);
        const existing = await loadExisting(tx.em, tx.tenantId, namedIn(lines));
        const decisions = await decideAll(lines, existing, tx);
        return dryRun ? decisions : await write(tx, decisions, existing);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw conflict(
        'import-crossed',
        'Something that these lines name was registered at the same moment. Nothing was imported: import again.',
      );
    }
  }
}

function namedIn(lines: readonly Line[]) {
  const all = (valuesOf: (input: StationInput) => string[]): string[] => [
    ...new Set(lines.flatMap(({ input }) => valuesOf(input))),
  ];
  return {
    ids: all(({ id }) => [id]),
    locationIds: all(({ locationId }) => [locationId].flatMap((id) => id ?? [])),
    serialNumbers: all(({ serialNumber }) => [serialNumber].flatMap((number) => number ?? [])),
    evseIds: all(({ evses = [] }) => evses.flatMap(({ evseId }) => evseId ?? [])),
  };
}

/** A line that repeats another comes to nothing. Others get their turn in between. */
async function decideAll(lines: readonly Line[], existing: Existing, tx: RegistryTransaction): Promise<Decision[]> {
  const seen = new Set<string>();
  const decisions: Decision[] = [];
  for (const line of lines) {
    decisions.push(seen.has(line.id) ? { line, do: 'nothing' } : decideLine(line, existing, tx));
    seen.add(line.id);
    if (decisions.length % DECIDED_AT_ONCE === 0) await nextTurn();
  }
  return decisions;
}

/** @returns the decisions as they came out: an id that somebody else took at the same moment is refused after all */
async function write(tx: RegistryTransaction, decisions: Decision[], existing: Existing): Promise<Decision[]> {
  const { em, tenantId } = tx;
  const isWritten = (decision: Decision): decision is Written => 'row' in decision;
  const rowsTo = (what: 'create' | 'update') =>
    decisions.flatMap((one) => (isWritten(one) && one.do === what ? [one.row] : []));
  const inserted = await insertStations(em, tenantId, rowsTo('create'));
  await updateStations(em, tenantId, rowsTo('update'));
  const outcome = decisions.map((decision): Decision => {
    if (decision.do !== 'create' || inserted.has(decision.line.id)) return decision;
    return { line: decision.line, do: 'refuse', faults: [CROSSED] };
  });
  const written = outcome.filter(isWritten);
  await setPasswords(
    em,
    tenantId,
    new Map(written.flatMap(({ row, password }) => (password ? [[row.id, password.text]] : []))),
  );
  await describeEvses(
    em,
    tenantId,
    written.flatMap(({ row, evses }) => evses.map((evse) => ({ stationId: row.id, ...evse }))),
  );
  for (const { before, row } of written) {
    if (before && !isSameMap(before.evseMap, row.evseMap)) await dropUnmappedPlaces(em, row);
  }
  // Another group may want another configuration.
  const updated = written.flatMap(({ before, row }) => (before ? { tenantId, stationId: row.id, at: tx.at } : []));
  await markStations(em, updated, 'change');
  await tx.logEach('station', written.flatMap(changesOf));
  const tenantZone = (await findTenant(em, tenantId))?.timeZone;
  for (const { row } of written) {
    const locationZone = existing.locations.get(row.locationId ?? '');
    publishStation(tx, row, effectiveTimeZone(row.timeZone, locationZone, tenantZone));
  }
  return outcome;
}

const CROSSED: LineFault = { field: 'id', message: 'was registered by somebody else at the same moment: import again' };

function changesOf({ line, before, row, password }: Written) {
  const { id, password: _secret, ...asked } = line.input;
  const template = row.templateId === null ? {} : { templateId: row.templateId };
  if (before === null) return [{ id, action: 'registered', change: { by: 'import', ...asked, ...template } }];
  const change = { by: 'import', ...asked, ...(password ? { password: 'set' } : {}) };
  const [from, to] = [before.securityProfile, row.securityProfile];
  const lowered = to < from ? [{ id, action: 'security-profile-lowered', change: { from, to } }] : [];
  return [{ id, action: 'changed', change }, ...lowered];
}

function generatedPassword(decision: Decision): Imported['passwords'] {
  if (!('row' in decision) || decision.password?.generated !== true) return [];
  return [{ line: decision.line.line, id: decision.line.id, password: decision.password.text }];
}
