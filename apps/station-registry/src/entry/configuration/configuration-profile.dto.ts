import { variableAttribute, variableRef } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ConfigurationProfile, ProfileTarget } from '../../domain/configuration/configuration-profile';
import { keyOf, variableName } from '../../domain/configuration/setting';
import type { ProfileRow } from '../../store/configuration/configuration-profile.repository';
import { instantView, label, nullableText, pageOf } from '../field-schemas';

const MOST_SETTINGS = 500;
const name = z.string().trim().min(1).max(50);
/** OCPP 1.6 5.3: a value has 500 characters at most. */
const keyValue = z.string().max(500);

const target = z
  .strictObject({
    stationId: z.string().min(1).max(48).optional(),
    group: label.optional(),
    vendor: z.string().trim().min(1).max(50).optional(),
    model: z.string().trim().min(1).max(50).optional(),
  })
  .describe('One of: stationId; group; vendor and model, as stations say at their boot, in any case.')
  .superRefine((given, context) => {
    const kinds = Object.keys(given).sort().join('+');
    if (['stationId', 'group', 'model+vendor'].includes(kinds)) return;
    context.addIssue({ code: 'custom', message: 'must be one of: stationId; group; vendor and model' });
  })
  .transform((given) => given as ProfileTarget);

const desiredVariable = z.strictObject({
  ...variableRef.shape,
  component: name,
  componentInstance: name.optional(),
  variable: name,
  instance: name.optional(),
  attribute: variableAttribute.optional().describe('Default: actual.'),
  value: z.string().max(1_000),
});

const putProfile = z
  .strictObject({
    target,
    priority: z
      .int()
      .min(-1_000)
      .max(1_000)
      .default(0)
      .describe('Where groups of one station want different values the higher one wins, then the name of the group.'),
    keys: z.record(name, keyValue).optional().describe('Configuration keys, for stations that speak OCPP 1.x.'),
    variables: z.array(desiredVariable).max(MOST_SETTINGS).optional().describe('For stations that speak OCPP 2.x.'),
  })
  .superRefine(({ keys = {}, variables = [] }, context) => {
    const names = Object.keys(keys);
    if (names.length + variables.length === 0) {
      context.addIssue({ code: 'custom', path: ['keys'], message: 'nothing is desired: give keys or variables' });
    }
    if (names.length > MOST_SETTINGS) {
      context.addIssue({ code: 'custom', path: ['keys'], message: `must be at most ${MOST_SETTINGS}` });
    }
    const lower = names.map((key) => key.toLowerCase());
    names.forEach((key, n) => {
      if (lower.indexOf(key.toLowerCase()) === n) return;
      context.addIssue({ code: 'custom', path: ['keys', key], message: 'is there twice; case makes no other key' });
    });
    const refs = variables.map(({ value: _value, ...ref }) => keyOf(variableName(ref)));
    refs.forEach((ref, n) => {
      if (refs.indexOf(ref) === n) return;
      context.addIssue({ code: 'custom', path: ['variables', n], message: 'is there twice; case makes no other name' });
    });
  });
export class PutProfileBody extends createZodDto(putProfile) {}

export const toProfile = (
  id: string,
  { keys = {}, variables = [], ...rest }: PutProfileBody,
): ConfigurationProfile => ({
  ...rest,
  ...{ id, keys, variables },
});

export class ProfilePath extends createZodDto(z.object({ id: z.string().min(1).max(50) })) {}
export class ListProfilesQuery extends createZodDto(z.strictObject(listQuery)) {}

const actorView = z.object({ type: z.string(), id: z.string() });
const profileView = z.object({
  id: z.string(),
  target: z.object({
    stationId: z.string().optional(),
    group: z.string().optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
  }),
  priority: z.int(),
  keys: z.record(z.string(), z.string()),
  variables: z.array(variableRef.extend({ attribute: variableAttribute.optional(), value: z.string() })),
  changedBy: actorView,
  createdAt: instantView,
  updatedAt: instantView,
});
export type ProfileView = z.output<typeof profileView>;
export class ProfileDto extends createZodDto(profileView) {}
export class ProfilePageDto extends createZodDto(pageOf(profileView)) {}

export function toProfileView({ actor, keys, variables, ...rest }: ProfileRow): ProfileView {
  return { ...rest, keys: { ...keys }, variables: [...variables], changedBy: actor };
}

const changeView = z.object({
  id: z.string(),
  at: instantView,
  actor: actorView,
  action: z.string().describe('`created`, `changed` or `deleted`.'),
  change: z.unknown().describe('The profile as it was put.'),
});
export type ChangeView = z.output<typeof changeView>;
export class ChangePageDto extends createZodDto(pageOf(changeView)) {}

const profileValue = z.object({ profileId: z.string(), target: profileView.shape.target, value: z.string() });
export const settingView = z.object({
  name: z.string().describe('As people write it: `HeartbeatInterval`, `EVSE@1.Power`.'),
  key: nullableText.describe('Of 1.x.'),
  variable: variableRef.extend({ attribute: variableAttribute }).nullable().describe('Of 2.x.'),
  state: z
    .string()
    .nullable()
    .describe(
      'Null where nothing is desired; `unread` where nobody looks before being asked to (CONFIGURATION_SYNC=off).',
    ),
  desired: profileValue.nullable(),
  conflicts: z.array(profileValue).describe('Profiles of the same rank that want another value, and lost.'),
  overrides: z.array(profileValue).describe('Wider profiles whose other value this one overrides.'),
  actual: z.object({ value: nullableText, mutability: nullableText, readAt: instantView }).nullable(),
  tries: z.int().describe('How often in a row it was tried in vain.'),
  triedAt: instantView.nullable(),
  detail: nullableText.describe('Why it was refused, as the station says.'),
});
export type SettingView = z.output<typeof settingView>;
