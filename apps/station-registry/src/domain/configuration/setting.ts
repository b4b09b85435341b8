import type { VariableAttribute, VariableRef } from '@chargebus/contracts';

/** A configuration key (1.x): its component is null. Or one attribute of a variable of a component (2.x). */
export interface SettingName extends Omit<VariableRef, 'component'> {
  component: string | null;
  attribute: VariableAttribute;
}

/** The name of a 1.x configuration key. */
export const keyName = (key: string): SettingName => ({ component: null, variable: key, attribute: 'actual' });

/** The name of a variable's attribute, the actual value unless told. */
export function variableName({
  attribute = 'actual',
  ...ref
}: VariableRef & { attribute?: VariableAttribute | undefined }): SettingName {
  return { ...ref, attribute };
}

/**
 * A setting's name as people write it: `HeartbeatInterval`, `Connector[left]@1/2.Power[Peak]`. EVSE 0 is the station itself, which
 * is not named.
 */
export function labelOf(name: SettingName): string {
  const { component, componentInstance, evseId, connectorId, variable, instance } = name;
  const of = variable + inBrackets(instance);
  if (component === null) return of;
  const place = evseId ? `@${evseId}${connectorId ? `/${connectorId}` : ''}` : '';
  return `${component}${inBrackets(componentInstance)}${place}.${of}`;
}

/** By which the same setting is found again: stations differ in case (OCPP 2.0.1 part 1, 4.1: names are case-insensitive). */
export const pathOf = (name: SettingName): string => labelOf(name).toLowerCase();

/** `pathOf`, with the attribute where it is not the actual value. */
export function keyOf(name: SettingName): string {
  return name.attribute === 'actual' ? pathOf(name) : `${pathOf(name)}#${name.attribute}`;
}

const inBrackets = (instance: string | undefined): string => (instance === undefined ? '' : `[${instance}]`);
