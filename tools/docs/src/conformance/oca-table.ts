import { basename } from 'node:path';
import type { OcppVersion } from '@chargebus/contracts';
import { blocks, sorted, table } from '../markdown';
import { ocaCasesOf, ocaIdsIn } from './oca-cases';
import type { Test } from './spec-files';

/** The OCA's cases of a version, each with the tests that name it; then the ids in titles that the list does not have. */
export function ocaTable(version: OcppVersion, tests: readonly Test[]): string {
  const naming = namesOf(version, tests);
  const listed = ocaCasesOf(version).map((one) => {
    const files = naming(one.id);
    return { ...one, files, state: stateOf(files) };
  });
  const known = new Set(listed.map(({ id }) => id));
  const others = sorted(tests.flatMap(({ title }) => ocaIdsIn(title, version))).filter((id) => !known.has(id));
  const count = (state: State): number => listed.filter((one) => one.state === state).length;
  return blocks(
    listed.length + others.length === 0 ? '' : `### OCA cases of OCPP ${version}`,
    listed.length === 0
      ? []
      : [
          `Of ${listed.length} cases: ${count('covered')} covered, ${count('messages only')} messages only, ${count('pending')} pending.`,
          table(
            ['case', 'profiles', 'about', 'state', 'tests, or what it waits for'],
            listed.map(({ id, profiles, about, state, files, waitsFor }) => [
              id,
              profiles.join(', '),
              about,
              state,
              state === 'pending' ? `waits for ${waitsFor}` : linksTo(files),
            ]),
          ),
        ],
    others.length === 0
      ? []
      : [
          listed.length === 0
            ? 'Named by tests; the whole list of cases is not kept here yet.'
            : 'Named by tests too, though the list does not have them:',
          table(
            ['case', 'state', 'tests'],
            others.map((id) => [id, stateOf(naming(id)), linksTo(naming(id))]),
          ),
        ],
  );
}

/** The files whose tests name a case, by its id. */
function namesOf(version: OcppVersion, tests: readonly Test[]): (id: string) => string[] {
  const files = new Map<string, Set<string>>();
  for (const { title, file } of tests) {
    for (const id of ocaIdsIn(title, version)) files.set(id, (files.get(id) ?? new Set()).add(file));
  }
  return (id) => sorted([...(files.get(id) ?? [])]);
}

type State = 'covered' | 'messages only' | 'pending';

/** The specs of the dialects show that messages are read and spelled, those of services and system what comes of them. */
function stateOf(files: readonly string[]): State {
  if (files.length === 0) return 'pending';
  return files.every((file) => file.startsWith('libs/')) ? 'messages only' : 'covered';
}

const linksTo = (files: readonly string[]): string => files.map((file) => `[${basename(file)}](../${file})`).join(', ');
