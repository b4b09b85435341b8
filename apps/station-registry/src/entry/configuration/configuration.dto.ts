import { listQuery, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { CONFIGURATION_STATES, decideState } from '../../domain/configuration/configuration-state';
import { labelOf, type SettingName } from '../../domain/configuration/setting';
import type { DesiredSetting, StationConfiguration } from '../../use-cases/configuration/load-configuration';
import { nameOf } from '../../store/configuration/station-variable.repository';
import type { StationVariableRow } from '../../store/configuration/station-variable.row';
import { settingView, type SettingView } from './configuration-profile.dto';
import { instantView, nullableText, pageOf } from '../field-schemas';

export class ListConfigurationQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    state: z.enum(CONFIGURATION_STATES).optional(),
    desired: queryFlag.optional().meta({ description: 'Only what is desired, or what nothing is desired of.' }),
  }),
) {}

const syncView = z.object({
  dueAt: instantView
    .nullable()
    .describe(
      'From when on it is synchronised unasked, once it is connected; null: not now, or not before somebody asks.',
    ),
  running: z.boolean(),
  endedAt: instantView.nullable().describe('When it was last synchronised.'),
  status: nullableText.describe('How that ended, as a command does.'),
  failures: z.int().describe('How often in a row the station did not answer.'),
});

const configurationView = pageOf(settingView).extend({ sync: syncView.nullable() });
export type ConfigurationView = z.output<typeof configurationView>;
export class ConfigurationDto extends createZodDto(configurationView) {}

/** Every setting that is desired or was read, in order of name. */
export function toSettingViews({ desired, actual }: StationConfiguration): SettingView[] {
  const names = new Set([...desired.keys(), ...actual.keys()]);
  return [...names].sort().map((name) => toSettingView(desired.get(name), actual.get(name)));
}

function toSettingView(known: DesiredSetting | undefined, row: StationVariableRow | undefined): SettingView {
  const name = known?.desired.name ?? nameOf(row as StationVariableRow);
  return {
    ...toNames(name),
    state: known === undefined ? null : decideState(known),
    ...toDesired(known),
    actual: row === undefined ? null : { value: row.value, mutability: row.mutability, readAt: row.readAt },
    tries: known?.attempt?.tries ?? 0,
    triedAt: known?.attempt?.at ?? null,
    detail: known?.attempt?.detail ?? null,
  };
}

function toNames(name: SettingName): Pick<SettingView, 'name' | 'key' | 'variable'> {
  const { component, ...rest } = name;
  if (component === null) return { name: labelOf(name), key: rest.variable, variable: null };
  return { name: labelOf(name), key: null, variable: { ...rest, component } };
}

function toDesired(known: DesiredSetting | undefined): Pick<SettingView, 'desired' | 'conflicts' | 'overrides'> {
  if (known === undefined) return { desired: null, conflicts: [], overrides: [] };
  const { profileId, target, value, conflicts, overrides } = known.desired;
  return { desired: { profileId, target, value }, conflicts, overrides };
}
