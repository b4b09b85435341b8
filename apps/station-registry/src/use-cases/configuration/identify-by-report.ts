import { inChunks } from '../../domain/configuration/capabilities';
import { endsTheTalk, type Ending } from '../../domain/commands/command';
import { VARIABLES_TO_ASK } from '../../domain/configuration/device-model-capabilities';
import { settingsIn, type LearnedSetting } from '../../domain/configuration/learned-settings';
import type { ReportBase, ReportDesk } from './report-desk';
import { describeIdentity, type Asked, type TalkEnd, type Tell } from '../commands/talk';

/** From all that a station may tell to the least. */
const BASES: readonly ReportBase[] = ['full', 'configuration', 'summary'];
/** Fewer than the ItemsPerMessage of any station. */
const CHUNK = 4;

interface Parts {
  asked: Asked;
  tell: Tell;
  desk: ReportDesk;
  now: () => string;
}

interface GivenReport {
  base: ReportBase;
  complete: boolean;
}

/**
 * Identifies a station by its device model (2.x): its report of everything, else of its configuration, else a summary; what those do not
 * hold is asked for by name. A report that stays in pieces is taken as far as it came, and the response says so.
 */
export async function identifyByReport({ asked, tell, desk, now }: Parts): Promise<TalkEnd> {
  const { author, stationId } = asked;
  const report = await askForReport({ asked, tell, desk, now });
  if ('ending' in report && endsTheTalk(report.ending.status)) return report;
  const settings = isWhole(report) ? [] : await askByName(tell, now);
  if ('ending' in settings) return settings;
  if ('ending' in report && settings.length === 0) return report;
  const capabilities = await desk.capabilities(author, stationId, now(), settings);
  // OCPP 2.0.1 F06.FR.17: one that is accepted is not asked to boot.
  const boot = (await desk.isAccepted(author, stationId))
    ? undefined
    : await tell({ type: 'trigger', message: 'boot' });
  const given = 'base' in report ? { report: report.base, reportComplete: report.complete } : { report: null };
  const response = { ...describeIdentity(capabilities), ...given, bootTriggered: boot?.status ?? 'not-allowed' };
  return { ending: { status: 'accepted', response, error: null }, learned: { capabilities, settings } };
}

const isWhole = (report: GivenReport | { ending: Ending }): boolean =>
  'base' in report && report.base === 'full' && report.complete;

/** @returns the first report that the station gave a part of; else how the last try ended. */
async function askForReport({ asked, tell, desk }: Parts): Promise<GivenReport | { ending: Ending }> {
  let ending: Ending | undefined;
  for (const base of BASES) {
    const requestId = await desk.expect(asked.author, asked.stationId, base);
    ending = await tell({ type: 'get-base-report', report: base, requestId });
    if (endsTheTalk(ending.status)) break;
    if (ending.status !== 'accepted') continue;
    const { parts, complete } = await desk.settled(asked.author, asked.stationId, requestId);
    if (parts > 0) return { base, complete };
    ending = {
      ...ending,
      status: 'failed',
      error: { code: 'NoReport', description: `No part of a ${base} report came.` },
    };
  }
  return { ending: ending as Ending };
}

async function askByName(tell: Tell, now: () => string): Promise<LearnedSetting[] | { ending: Ending }> {
  const settings: LearnedSetting[] = [];
  for (const variables of inChunks(VARIABLES_TO_ASK, CHUNK)) {
    const command = { type: 'get-variables' as const, variables };
    const ending = await tell(command);
    if (endsTheTalk(ending.status)) return { ending };
    if (ending.status === 'unsupported' && settings.length === 0) break;
    settings.push(...settingsIn(command, ending, now()));
  }
  return settings;
}
