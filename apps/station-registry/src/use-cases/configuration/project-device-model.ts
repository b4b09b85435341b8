import type { StationEvent, StationEventOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { decidePart, newestOfEach, type ReportedSetting } from '../../domain/configuration/device-model';
import { grouped } from '../../store/grouped';
import { stationKey, type StationKey } from '../../store/monitoring/station-state.repository';
import { lockReports, saveReports, type ReportKey } from '../../store/monitoring/station-report.repository';
import { forgetOlder, saveSettings } from '../../store/configuration/station-variable.repository';

type Part = StationEventOf<'station.variables.reported'>;

/** Takes the parts of reports into the device model, whatever their order and multiplicity; see `decidePart`. */
export async function projectDeviceModel(
  batch: readonly Projected<StationEvent>[],
  { em }: Pick<ProjectionTransaction, 'em'>,
): Promise<void> {
  const parts = batch
    .map(({ event }) => event)
    .filter((event): event is Part => event.kind === 'station.variables.reported');
  if (parts.length === 0) return;
  const before = new Map((await lockReports(em, parts.map(toKey))).map((report) => [nameOf(report), report]));
  const reports = new Map(before);
  const read: (StationKey & { setting: ReportedSetting })[] = [];
  const replaced: { station: StationKey; before: string }[] = [];
  for (const part of parts) {
    const key = toKey(part);
    const { report, settings, replacesBefore } = decidePart(reports.get(nameOf(key)) ?? null, part);
    if (report !== null) reports.set(nameOf(key), { ...key, ...report });
    const { tenantId, stationId } = part;
    for (const setting of settings) read.push({ tenantId, stationId, setting });
    if (replacesBefore !== null) replaced.push({ station: { tenantId, stationId }, before: replacesBefore });
  }
  await saveSettings(em, [...grouped(read, stationKey).values()].flatMap(newestOfStation));
  await saveReports(
    em,
    [...reports].filter(([name, report]) => report !== before.get(name)).map(([, report]) => report),
  );
  for (const one of replaced) await forgetOlder(em, one.station, one.before);
}

function newestOfStation(read: (StationKey & { setting: ReportedSetting })[]) {
  return newestOfEach(read.map(({ setting, ...station }) => ({ ...setting, station }))).map(
    ({ station, ...setting }) => ({
      ...station,
      setting,
    }),
  );
}

const toKey = ({ tenantId, stationId, data }: Part): ReportKey => ({ tenantId, stationId, requestId: data.requestId });
const nameOf = (key: ReportKey): string => `${stationKey(key)}\u0000${key.requestId}`;
