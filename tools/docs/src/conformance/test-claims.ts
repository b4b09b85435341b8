import type { OcppVersion } from '@chargebus/contracts';
import type { ActionFound } from './probe-dialect';
import type { Test } from './spec-files';
import { ocaIdsIn } from './oca-cases';

/** The folder of a version's rows and their golden tests: OCPP 2.0.1 is `v201`. */
const folderOf = (version: OcppVersion): string => `libs/ocpp-dialects/src/v${version.replaceAll('.', '')}/`;

/**
 * The tests that stand behind what a table says of an action: those of the version's own folder that are about it, and those
 * elsewhere whose title names both the action and the version, or the action and one of the version's OCA cases.
 */
export function testsOf(
  found: ActionFound,
  version: OcppVersion,
  tests: readonly Test[],
  others: readonly ActionFound[],
): Test[] {
  const folder = folderOf(version);
  const named = new RegExp(`\\b${found.action}\\b`);
  return tests.filter((test) => {
    const inTitle = named.test(test.title);
    if (!test.file.startsWith(folder)) {
      return inTitle && (ocaIdsIn(test.title, version).length > 0 || test.title.includes(version));
    }
    const path = test.file.slice(folder.length);
    // They hold the table and the random payloads, and say nothing of what one action means.
    if (/^table\.spec|\.property\.spec/.test(path)) return false;
    if (!goesThatWay(found, path, others)) return false;
    return inTitle || test.mentions.has(found.action) || (found.direction === 'out' && commands(found, test, others));
  });
}

/** Of an action that goes both ways, the specs of commands tell of what we send, all others of what stations send. */
function goesThatWay({ action, direction }: ActionFound, path: string, others: readonly ActionFound[]): boolean {
  const bothWays = others.filter((other) => other.action === action).length > 1;
  return !bothWays || path.startsWith('commands/') === (direction === 'out');
}

/** A raw call of the action, or a command that is spelled with this action alone. */
function commands({ action, neutral }: ActionFound, test: Test, others: readonly ActionFound[]): boolean {
  const isOnlyOne = (type: string): boolean => others.filter((other) => other.neutral.includes(type)).length === 1;
  return test.commands.has(action) || neutral.some((type) => test.commands.has(type) && isOnlyOne(type));
}
