import type { StationCommandOf } from '@chargebus/contracts';
import type { ApplyConfiguration } from '../configuration/apply-configuration';
import { IdentifyStation } from '../configuration/identify-station';
import { RefreshStation } from './refresh-station';
import type { ReportDesk } from '../configuration/report-desk';
import type { RegistryWriter } from '../../store/registry-writer';
import { PasswordTalk } from '../configuration/password-talk';
import type { Relink } from './relink';
import type { Talk } from './talk';
import { UpgradeTalk } from '../configuration/upgrade-talk';

export interface TalkParts {
  desk: ReportDesk;
  apply: ApplyConfiguration;
  writer: RegistryWriter;
  relink: Relink;
  /** How long a station may take to log in again, ms. */
  loginMs: number;
}

/** What the platform answers with more than one call to the station, by command type. */
export function stationTalks({ desk, apply, writer, relink, loginMs }: TalkParts): Record<string, Talk> {
  return {
    identify: new IdentifyStation(desk),
    refresh: new RefreshStation(writer),
    'apply-configuration': apply,
    'change-password': new PasswordTalk(writer, relink, loginMs),
    'upgrade-security-profile': new UpgradeTalk(writer, relink, 2 * loginMs),
    'get-base-report': expectedReport(desk),
  };
}

/** A report that a caller asks for under a number of its own: its parts are told from those of another. */
function expectedReport(desk: ReportDesk): Talk<StationCommandOf<'get-base-report'>> {
  return {
    steps: 1,
    async run({ author, stationId, body }, tell) {
      await desk.expectAs(author, stationId, body.requestId, body.report);
      return { ending: await tell(body) };
    },
  };
}
