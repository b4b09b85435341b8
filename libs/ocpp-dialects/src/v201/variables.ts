import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../command-results';
import type { CommandResult } from '../dialect';
import { isJsonObject, withoutAbsent, type JsonObject } from '../json';
import type { RequestOf } from './actions';
import { toEvse } from './places';

type Named = Omit<StationCommandOf<'get-variables'>['variables'][number], 'value'>;
type ComponentVariable = Pick<RequestOf<'GetVariables'>['getVariableData'][number], 'component' | 'variable'>;

/** What became of one variable, in the words of the commands. */
export interface VariableResult {
  component?: string;
  variable?: string;
  instance?: string;
  evseId?: number;
  /** The station's own word in kebab-case: `accepted`, `rejected`, `unknown-variable`, `reboot-required`, ... */
  status: string;
  value?: string;
}

/** A variable of a component in the device model; `instance` is the variable's, as in `MessageAttempts[TransactionEvent]`. */
export function toComponentVariable({ component, variable, instance, evseId }: Named): ComponentVariable {
  return {
    component: withoutAbsent({ name: component, evse: toEvse(evseId) }),
    variable: withoutAbsent({ name: variable, instance }),
  };
}

/**
 * A result that says of each variable by itself. It is accepted as a whole if `some` or `every` one was; else what the first
 * refused one is.
 */
export function toVariableResults(payload: object, list: string, whole: 'some' | 'every'): CommandResult {
  const items = (payload as JsonObject)[list];
  if (!Array.isArray(items)) return { status: 'failed', response: payload };
  const results = items.filter(isJsonObject);
  const statuses = results.map((item) => toCommandResult({ status: item['attributeStatus'] }).status);
  const response = { variables: results.map(toVariableResult) };
  const accepted = (status: CommandResult['status']): boolean => status === 'accepted';
  if (statuses.length > 0 && statuses[whole](accepted)) return { status: 'accepted', response };
  return { status: statuses.find((status) => !accepted(status)) ?? 'failed', response };
}

function toVariableResult(item: JsonObject): VariableResult {
  const { component, variable, attributeStatus, attributeValue } = item;
  const { name, instance } = isJsonObject(variable) ? variable : {};
  const { name: componentName, evse } = isJsonObject(component) ? component : {};
  return withoutAbsent({
    component: text(componentName),
    variable: text(name),
    instance: text(instance),
    evseId: isJsonObject(evse) && typeof evse['id'] === 'number' ? evse['id'] : undefined,
    status: toKebab(text(attributeStatus) ?? 'unknown'),
    value: text(attributeValue),
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** `UnknownComponent` as `unknown-component`. */
const toKebab = (word: string): string => word.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
