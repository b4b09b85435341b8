import type { StationCommandOf } from '@chargebus/contracts';
import type { ApplyConfiguration } from './apply-configuration';
import { IdentifyStation } from './identify-station';
import { refreshStation } from './refresh-station';
import type { ReportDesk } from './report-desk';
import type { Talk } from './talk';

/** What the platform answers with more than one call to the station, by command type. */
export function stationTalks(desk: ReportDesk, apply: ApplyConfiguration): Record<string, Talk> {
  return {
    identify: new IdentifyStation(desk),
    refresh: refreshStation,
    'apply-configuration': apply,
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
