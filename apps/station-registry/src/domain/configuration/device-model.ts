import type { StationEventOf, VariableReport } from '@chargebus/contracts';
import { isComplete, takePart, type ReportProgress } from './report-progress';
import { keyOf, variableName, type SettingName } from './setting';

/** A report that was asked for. */
export interface AskedReport extends ReportProgress {
  base: 'configuration' | 'full' | 'summary';
  askedAt: string;
  /** When the last missing part came. */
  completedAt: string | null;
  lastPartAt: string | null;
}

/** One attribute of a variable as the station reported it. */
export interface ReportedSetting {
  name: SettingName;
  value: string | null;
  mutability: VariableReport['attributes'][number]['mutability'];
  persistent: boolean;
  constant: boolean;
  characteristics: VariableReport['characteristics'] | null;
  /** From when on it is known to be so; an older one never overwrites. */
  readAt: string;
}

export interface PartDecision {
  report: AskedReport | null;
  settings: ReportedSetting[];
  /** The report is complete now: what was read before this, and is not in it, the station does not have any more. */
  replacesBefore: string | null;
}

type Part = StationEventOf<'station.variables.reported'>;

/**
 * What a part of a report makes of the device model. Its values count from when the report was asked for: a part of an older
 * report that comes late overwrites nothing newer. Of a report nobody here asked for they count from when they came, and it never replaces
 * what it does not name: only a complete report of everything does.
 */
export function decidePart(known: AskedReport | null, { data, receivedAt }: Part): PartDecision {
  const settings = data.variables.flatMap((variable) => toSettings(variable, known?.askedAt ?? receivedAt));
  if (known === null) return { report: null, settings, replacesBefore: null };
  const progress = takePart(known, data);
  if (progress === known) return { report: known, settings, replacesBefore: null };
  const completed = known.completedAt === null && isComplete(progress);
  const completedAt = completed ? receivedAt : known.completedAt;
  return {
    report: { ...known, ...progress, completedAt, lastPartAt: receivedAt },
    settings,
    replacesBefore: completed && known.base === 'full' ? known.askedAt : null,
  };
}

function toSettings(
  { attributes, characteristics = undefined, ...ref }: VariableReport,
  readAt: string,
): ReportedSetting[] {
  return attributes.map(({ type, value = null, ...traits }) => {
    const name = variableName({ ...ref, attribute: type });
    return { name, value, ...traits, characteristics: characteristics ?? null, readAt };
  });
}

/** Of several readings of one setting the newest, of equally old ones the last. */
export function newestOfEach<S extends { name: SettingName; readAt: string }>(settings: readonly S[]): S[] {
  const newest = new Map<string, S>();
  for (const setting of settings) {
    const before = newest.get(keyOf(setting.name));
    if (before === undefined || before.readAt <= setting.readAt) newest.set(keyOf(setting.name), setting);
  }
  return [...newest.values()];
}
