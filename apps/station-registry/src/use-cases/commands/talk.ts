import type { StationCommand } from '@chargebus/contracts';
import type { Capabilities } from '../../domain/configuration/capabilities';
import type { Ending } from '../../domain/commands/command';
import type { Learned } from '../../domain/configuration/learned-settings';
import type { Author } from '../../store/registry-writer';

/** One step of a talk with a station: a command, and how it ended. */
export type Tell = (command: StationCommand) => Promise<Ending>;

/** How a talk ended, and what it taught of the station. */
export interface TalkEnd {
  ending: Ending;
  learned?: Learned;
}

/** Who asked for a talk, with whom, and with which words. */
export interface Asked<B = { type: string }> {
  readonly author: Author;
  readonly stationId: string;
  readonly body: B;
}

/** A command of the API that is more than one call to the station. */
export interface Talk<B = never> {
  /** How many calls it makes at most, or waits as long as for one: what a process that died left behind is swept after them. */
  readonly steps: number;
  run(asked: Asked<B>, tell: Tell): Promise<TalkEnd>;
}

/** What `identify` answers: the rest is in the station's capabilities. */
export function describeIdentity({ keys, profiles, numberOfEvses, numberOfConnectors }: Capabilities) {
  return { keys: Object.keys(keys).length, profiles, numberOfEvses, numberOfConnectors };
}
