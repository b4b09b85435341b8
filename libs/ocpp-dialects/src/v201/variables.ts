import type { StationCommandOf, VariableAttribute, VariableRef } from '@chargebus/contracts';
import { toCommandResult } from '../command-results';
import type { CommandResult } from '../dialect';
import { isJsonObject, lookUp, withoutAbsent, type JsonObject } from '../json';
import { placeNumber } from '../safe-integer';
import type { RequestOf } from './actions';
import { toEvse } from './places';

type Named = Omit<StationCommandOf<'get-variables'>['variables'][number], 'value'>;
type ComponentVariable = Omit<RequestOf<'GetVariables'>['getVariableData'][number], 'customData'>;

/** AttributeEnumType, in lower case, in the words of the contracts. */
export const ATTRIBUTES: Readonly<Record<string, VariableAttribute>> = {
  actual: 'actual',
  target: 'target',
  minset: 'min-set',
  maxset: 'max-set',
};
const ATTRIBUTE_WORDS = { actual: 'Actual', target: 'Target', 'min-set': 'MinSet', 'max-set': 'MaxSet' } as const;

/** What became of one variable, in the words of the commands. */
export interface VariableResult extends Partial<VariableRef> {
  /** Absent: the actual value. */
  attribute?: VariableAttribute;
  /** The station's own word in kebab-case: `accepted`, `rejected`, `unknown-variable`, `reboot-required`, ... */
  status: string;
  value?: string;
}

/** A variable of a component in the device model; `instance` is the variable's, as in `MessageAttempts[TransactionEvent]`. */
export function toComponentVariable(named: Named): ComponentVariable {
  const { component, componentInstance, evseId, connectorId, variable, instance, attribute } = named;
  return withoutAbsent({
    attributeType: attribute === undefined ? undefined : ATTRIBUTE_WORDS[attribute],
    component: withoutAbsent({ name: component, instance: componentInstance, evse: toEvse(evseId, connectorId) }),
    variable: withoutAbsent({ name: variable, instance }),
  });
}

/** What a station calls by component and variable; undefined if it names neither. */
export function findVariableRef(component: unknown, variable: unknown): VariableRef | undefined {
  if (!isJsonObject(component) || !isJsonObject(variable)) return undefined;
  const [name, of] = [text(variable['name']), text(component['name'])];
  if (name === undefined || of === undefined) return undefined;
  const evse = isJsonObject(component['evse']) ? component['evse'] : {};
  return withoutAbsent({
    component: of,
    componentInstance: text(component['instance']),
    evseId: placeNumber(evse['id']),
    connectorId: placeNumber(evse['connectorId']),
    variable: name,
    instance: text(variable['instance']),
  });
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
  const { component, variable, attributeType, attributeStatus, attributeValue } = item;
  return withoutAbsent({
    ...findVariableRef(component, variable),
    attribute: lookUp(ATTRIBUTES, text(attributeType)?.toLowerCase() ?? ''),
    status: toKebab(text(attributeStatus) ?? 'unknown'),
    value: text(attributeValue),
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** `UnknownComponent` as `unknown-component`. */
const toKebab = (word: string): string => word.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
