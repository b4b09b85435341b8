import { isSecretName, type StationCommand, type VariableAttribute, type VariableRef } from '@chargebus/contracts';
import type { Capabilities } from './capabilities';
import type { Ending } from '../commands/command';
import type { ReportedSetting } from './device-model';
import { keyName, variableName } from './setting';

/** What one answer told of one setting. */
export type LearnedSetting = Pick<ReportedSetting, 'name' | 'value' | 'readAt'> & Partial<ReportedSetting>;

/** What commands taught of a station. */
export interface Learned {
  capabilities?: Capabilities;
  settings?: readonly LearnedSetting[];
  /** `settings` are all that the station has: what was read before `readAt` of them is gone. */
  whole?: boolean;
}

interface ReadVariable extends Partial<VariableRef> {
  attribute?: VariableAttribute;
  status?: string;
  value?: string;
}

/** The settings in the answer of a command that reads; no value of what holds a secret. */
export function settingsIn(
  { type }: Pick<StationCommand, 'type'>,
  { response }: Ending,
  readAt: string,
): LearnedSetting[] {
  if (type === 'get-configuration') return keysIn(response, readAt);
  return type === 'get-variables' ? variablesIn(response, readAt) : [];
}

function keysIn(response: unknown, readAt: string): LearnedSetting[] {
  const { configurationKey } = (response ?? {}) as { configurationKey?: unknown };
  if (!Array.isArray(configurationKey)) return [];
  return configurationKey.flatMap((entry: { key?: unknown; value?: unknown; readonly?: unknown } | null) => {
    if (typeof entry?.key !== 'string' || entry.key === '') return [];
    const value = typeof entry.value === 'string' && !isSecretName(entry.key) ? entry.value : null;
    const mutability = entry.readonly === true ? ('read-only' as const) : ('read-write' as const);
    return { name: keyName(entry.key), value, mutability, readAt };
  });
}

function variablesIn(response: unknown, readAt: string): LearnedSetting[] {
  return variableResults(response).flatMap(({ component, variable, status, value, ...rest }) => {
    if (component === undefined || variable === undefined || status !== 'accepted') return [];
    const name = variableName({ component, variable, ...placeOf(rest) });
    return { name, value: isSecretName(variable) ? null : (value ?? null), readAt };
  });
}

/** What a get- or set-variables says of each variable. */
export function variableResults(response: unknown): ReadVariable[] {
  const { variables } = (response ?? {}) as { variables?: unknown };
  return Array.isArray(variables) ? (variables as ReadVariable[]) : [];
}

function placeOf({ componentInstance, evseId, connectorId, instance, attribute }: ReadVariable) {
  const place = { componentInstance, evseId, connectorId, instance, attribute };
  const given = Object.entries(place).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<typeof place> & object as Pick<VariableRef, 'instance'>;
}
