import type { StationCommand } from '@chargebus/contracts';
import {
  canBeTriggered,
  inChunks,
  joinConfigurations,
  KEYS_TO_ASK,
  toCapabilities,
  toConfiguration,
  type Capabilities,
  type ReadConfiguration,
} from '../domain/capabilities';
import { endsTheTalk, type Ending } from '../domain/command';

/** One step of a talk with a station: a command, and how it ended. */
export type Tell = (command: StationCommand) => Promise<Ending>;

/** How a command ended, and what it taught of the station. */
export interface TalkEnd {
  ending: Ending;
  learned?: Capabilities;
}

/** Small enough for stations that refuse to list everything. */
const CHUNK = 5;
/** All keys at once, four chunks, a boot: what `identify` sends at most. */
export const IDENTIFY_STEPS = 2 + Math.ceil(KEYS_TO_ASK.length / CHUNK);

/**
 * Asks a station what it is and can: all configuration keys at once, else the usual ones in chunks (some stations fail on an
 * empty key list); then a boot, where the station says it can be triggered. The boot's own outcome is in the response: a
 * station may refuse it and still be identified.
 */
export async function identifyStation(tell: Tell, now: () => string): Promise<TalkEnd> {
  const all = await tell({ type: 'get-configuration' });
  if (all.status === 'unsupported' || endsTheTalk(all.status)) return { ending: all };
  const read = all.status === 'accepted' ? toConfiguration(all.response) : undefined;
  const complete = read !== undefined && Object.keys(read.keys).length > 0;
  const configuration = complete ? read : await readInChunks(tell);
  if ('status' in configuration) return { ending: configuration };
  const learned = toCapabilities(configuration, now());
  const boot = canBeTriggered(learned) ? await tell({ type: 'trigger', message: 'boot' }) : undefined;
  const { profiles, numberOfConnectors } = learned;
  const response = {
    keys: Object.keys(learned.keys).length,
    profiles,
    numberOfConnectors,
    bootTriggered: boot?.status ?? 'not-supported',
  };
  return { ending: { status: 'accepted', response, error: null }, learned };
}

/** @returns the configuration, or how the talk ended if no chunk was answered with a key. */
async function readInChunks(tell: Tell): Promise<ReadConfiguration | Ending> {
  const parts: ReadConfiguration[] = [];
  let last: Ending | undefined;
  for (const keys of inChunks(KEYS_TO_ASK, CHUNK)) {
    last = await tell({ type: 'get-configuration', keys });
    if (endsTheTalk(last.status)) return last;
    if (last.status === 'accepted') parts.push(toConfiguration(last.response));
  }
  const joined = joinConfigurations(parts);
  if (Object.keys(joined.keys).length > 0) return joined;
  const error = { code: 'NoConfiguration', description: 'The station gave none of the keys it was asked for.' };
  return last !== undefined && last.status !== 'accepted' ? last : { status: 'failed', response: null, error };
}
