import type { StationCommand, StationCommandOf } from '@chargebus/contracts';
import type { Wanted } from '../../domain/configuration/configuration-profile';
import type { Attempt } from '../../domain/configuration/configuration-state';
import { endsTheTalk, type Ending } from '../../domain/commands/command';
import { settingsIn, variableResults, type LearnedSetting } from '../../domain/configuration/learned-settings';
import { halves, inPortions, type PortionLimits } from '../../domain/monitoring/portions';
import { keyOf, variableName, type SettingName } from '../../domain/configuration/setting';
import type { Tell } from '../commands/talk';

/** The station is away, or does not answer: the talk ends here. */
export class TalkBroken extends Error {
  constructor(readonly ending: Ending) {
    super(`the station did not answer: ${ending.status}`);
  }
}

/** What came of reading or setting one setting. */
export type Result = Pick<Attempt, 'outcome' | 'detail'>;
type Named = StationCommandOf<'get-variables'>['variables'][number];

/** What of a setting goes into a call. */
const toNamed = ({ attribute, component, ...rest }: SettingName): Named => ({
  ...rest,
  component: component ?? '',
  ...(attribute === 'actual' ? {} : { attribute }),
});
/** As its station sees it: the names, and the words around them. */
const bytesOf = (item: object): number => JSON.stringify(item).length + 60;

/**
 * Reads settings in portions that the station can take; a portion that it refuses as a whole is asked for in halves.
 * @returns what was read, and why of those that were not
 * @throws TalkBroken
 */
export async function readSettings(
  tell: Tell,
  names: readonly SettingName[],
  limits: PortionLimits,
): Promise<{ read: LearnedSetting[]; refused: Map<string, Result> }> {
  const read: LearnedSetting[] = [];
  const refused = new Map<string, Result>();
  const ask = async (portion: readonly SettingName[]): Promise<void> => {
    const command = toRead(portion);
    const ending = await told(tell, command);
    const learned = settingsIn(command, ending, new Date().toISOString());
    const found = new Set(learned.map(({ name }) => keyOf(name)));
    read.push(...learned.filter(({ name }) => portion.some((one) => keyOf(one) === keyOf(name))));
    const missing = portion.filter((name) => !found.has(keyOf(name)));
    const why = refusals(ending);
    const unsaid = missing.filter((name) => !why.has(keyOf(name)));
    for (const name of missing) {
      const said = why.get(keyOf(name));
      if (said !== undefined) refused.set(keyOf(name), said);
    }
    if (unsaid.length === 0) return;
    if (portion.length > 1 && ending.status !== 'unsupported') {
      for (const half of halves(unsaid)) if (half.length > 0) await ask(half);
      return;
    }
    for (const name of unsaid) refused.set(keyOf(name), resultOf(ending, 'unknown-key'));
  };
  for (const portion of inPortions(names, limits, (name) => bytesOf(toNamed(name)))) await ask(portion);
  return { read, refused };
}

/** Sets values, each by itself (1.x) or in portions (2.x). @returns what became of each, by `keyOf` its name. @throws TalkBroken */
export async function setSettings(
  tell: Tell,
  wanted: readonly Wanted[],
  limits: PortionLimits,
  mayGoOn: () => boolean,
): Promise<Map<string, Result>> {
  const results = new Map<string, Result>();
  const ask = async (portion: readonly Wanted[]): Promise<void> => {
    const ending = await told(tell, toSet(portion));
    const said = portion[0]?.name.component === null ? new Map<string, Result>() : setResults(ending);
    const unsaid = portion.filter(({ name }) => !said.has(keyOf(name)));
    for (const { name } of portion) {
      const result = said.get(keyOf(name));
      if (result !== undefined) results.set(keyOf(name), result);
    }
    if (unsaid.length > 0 && portion.length > 1 && ending.status !== 'unsupported') {
      for (const half of halves(unsaid)) if (half.length > 0) await ask(half);
      return;
    }
    for (const { name } of unsaid) results.set(keyOf(name), resultOf(ending, 'accepted'));
  };
  for (const portion of inPortions(wanted, limits, ({ name, value }) => bytesOf({ ...toNamed(name), value }))) {
    if (!mayGoOn()) break;
    await ask(portion);
  }
  return results;
}

async function told(tell: Tell, command: StationCommand): Promise<Ending> {
  const ending = await tell(command);
  if (endsTheTalk(ending.status)) throw new TalkBroken(ending);
  return ending;
}

function toRead(
  names: readonly SettingName[],
): StationCommandOf<'get-configuration'> | StationCommandOf<'get-variables'> {
  if (names[0]?.component === null) return { type: 'get-configuration', keys: names.map(({ variable }) => variable) };
  return { type: 'get-variables', variables: names.map(toNamed) };
}

function toSet(wanted: readonly Wanted[]): StationCommandOf<'set-configuration'> | StationCommandOf<'set-variables'> {
  const [first] = wanted as [Wanted];
  if (first.name.component === null) return { type: 'set-configuration', key: first.name.variable, value: first.value };
  return { type: 'set-variables', variables: wanted.map(({ name, value }) => ({ ...toNamed(name), value })) };
}

/** What the answer says of those it has no value of: `unknownKey` of 1.x, the status of each in 2.x. */
function refusals({ response }: Ending): Map<string, Result> {
  const { unknownKey } = (response ?? {}) as { unknownKey?: unknown };
  const unknown = (Array.isArray(unknownKey) ? unknownKey : []).filter((key) => typeof key === 'string');
  const found = new Map<string, Result>(
    unknown.map((key) => [key.toLowerCase(), { outcome: 'unknown-key', detail: null }]),
  );
  for (const [name, result] of setResults({ response })) if (result.outcome !== 'accepted') found.set(name, result);
  return found;
}

function setResults({ response }: Pick<Ending, 'response'>): Map<string, Result> {
  return new Map(
    variableResults(response).flatMap(({ component, variable, status = 'failed', value: _told, ...place }) => {
      if (component === undefined || variable === undefined) return [];
      const result: Result = {
        outcome: WORDS[status] ?? 'failed',
        detail: WORDS[status] === undefined ? status : null,
      };
      return [[keyOf(variableName({ component, variable, ...place })), result] as const];
    }),
  );
}

const WORDS: Readonly<Record<string, Attempt['outcome']>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  'reboot-required': 'reboot-required',
  'unknown-component': 'unknown-key',
  'unknown-variable': 'unknown-key',
  'not-supported-attribute-type': 'not-supported',
};

/** What an answer to a single one means; `otherwise` where it was accepted. */
function resultOf({ status, response, error }: Ending, otherwise: Attempt['outcome']): Result {
  const { status: word } = (response ?? {}) as { status?: unknown };
  const detail = error?.description ?? null;
  switch (status) {
    case 'accepted':
      return { outcome: String(word).toLowerCase() === 'rebootrequired' ? 'reboot-required' : otherwise, detail };
    case 'unsupported':
      return { outcome: 'not-supported', detail };
    case 'rejected':
    case 'invalid':
      return { outcome: 'rejected', detail };
    default:
      return { outcome: 'failed', detail };
  }
}
