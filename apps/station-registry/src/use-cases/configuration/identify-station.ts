import {
  canBeTriggered,
  inChunks,
  joinConfigurations,
  KEYS_TO_ASK,
  toCapabilities,
  toConfiguration,
  type ReadConfiguration,
} from '../../domain/configuration/capabilities';
import { endsTheTalk, type Ending } from '../../domain/commands/command';
import { settingsIn } from '../../domain/configuration/learned-settings';
import { identifyByReport } from './identify-by-report';
import type { ReportDesk } from './report-desk';
import { describeIdentity, type Asked, type Talk, type TalkEnd, type Tell } from '../commands/talk';

/** Small enough for stations that refuse to list everything. */
const CHUNK = 5;
/** All keys at once, the chunks, a boot; or up to three reports that are waited for, the variables, a boot. */
const STEPS = 12;

/**
 * Asks a station what it is and can. 1.6: all configuration keys at once, else the usual ones in chunks (some stations fail on an
 * empty key list). 2.x: its report of everything, or as much as it gives. Then a boot, where the station says it can be
 * triggered. The boot's own outcome is in the response: a station may refuse it and still be identified.
 */
export class IdentifyStation implements Talk {
  readonly steps = STEPS;

  constructor(
    private readonly desk: ReportDesk,
    private readonly now = () => new Date().toISOString(),
  ) {}

  async run(asked: Asked, tell: Tell): Promise<TalkEnd> {
    const all = await tell({ type: 'get-configuration' });
    if (endsTheTalk(all.status)) return { ending: all };
    if (all.status !== 'unsupported') return this.byKeys(all, tell);
    const byReport = await identifyByReport({ asked, tell, desk: this.desk, now: this.now });
    // Neither way: what it said of the first one is why.
    return byReport.learned === undefined && byReport.ending.status === 'unsupported' ? { ending: all } : byReport;
  }

  private async byKeys(all: Ending, tell: Tell): Promise<TalkEnd> {
    const read = all.status === 'accepted' ? toConfiguration(all.response) : undefined;
    const whole = read !== undefined && Object.keys(read.keys).length > 0;
    const configuration = whole ? read : await readInChunks(tell);
    if ('status' in configuration) return { ending: configuration };
    const at = this.now();
    const capabilities = toCapabilities(configuration, at);
    const boot = canBeTriggered(capabilities) ? await tell({ type: 'trigger', message: 'boot' }) : undefined;
    const response = { ...describeIdentity(capabilities), bootTriggered: boot?.status ?? 'not-supported' };
    const told = Object.entries(configuration.keys).map(([key, entry]) => ({ key, ...entry }));
    const ending: Ending = { status: 'accepted', response: { configurationKey: told }, error: null };
    const settings = settingsIn({ type: 'get-configuration' }, ending, at);
    return { ending: { ...ending, response }, learned: { capabilities, settings, whole } };
  }
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
