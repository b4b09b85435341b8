import { isSecretName, type VariableAttribute, type VariableReport } from '@chargebus/contracts';
import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { isJsonObject, lookUp, withoutAbsent, type JsonObject } from '../../json';
import { readTime } from '../../times';
import type { RequestOf, ResponseOf } from '../actions';
import { ATTRIBUTES, findVariableRef } from '../variables';

type NotifyReport = RequestOf<'NotifyReport'>;
type Attribute = VariableReport['attributes'][number];

const MUTABILITIES: Record<string, Attribute['mutability']> = {
  readonly: 'read-only',
  writeonly: 'write-only',
  readwrite: 'read-write',
};

const NOBODYS = -1;

/** OCPP 2.0.1 B07, B08: a part of the device model that was asked for under `requestId`; `tbc` says that more parts follow. */
export const notifyReport: IncomingRow<NotifyReport, ResponseOf<'NotifyReport'>> = {
  nature: 'report',
  toReport({ requestId, seqNo, tbc, generatedAt, reportData }, context) {
    const stationTime = readTime(generatedAt, context.timeZone)?.at;
    const variables = (reportData ?? []).flatMap((data) => toVariableReport(data) ?? []);
    // A number that nobody can have asked under: it belongs to no report, and its values count all the same.
    const askedAs = Number.isSafeInteger(requestId) ? requestId : NOBODYS;
    const data = { requestId: askedAs, seqNo, last: tbc !== true, variables };
    return { events: [{ kind: 'station.variables.reported', ...headerOf(context, stationTime), data }] };
  },
  toAnswer: () => ({}),
};

function toVariableReport(data: object): VariableReport | undefined {
  const { component, variable, variableAttribute, variableCharacteristics } = data as JsonObject;
  const ref = findVariableRef(component, variable);
  if (ref === undefined) return undefined;
  const attributes = Array.isArray(variableAttribute) ? variableAttribute.filter(isJsonObject) : [];
  return withoutAbsent({
    ...ref,
    attributes: attributes.flatMap((attribute) => toAttribute(attribute, isSecretName(ref.variable)) ?? []),
    characteristics: toCharacteristics(variableCharacteristics),
  });
}

/** What the schema has defaults for may be left out; a type of attribute that no version knows is not kept. */
function toAttribute(attribute: JsonObject, isSecret: boolean): Attribute | undefined {
  const type: VariableAttribute | undefined = lookUp(ATTRIBUTES, lower(attribute['type'] ?? 'Actual'));
  if (type === undefined) return undefined;
  const mutability = lookUp(MUTABILITIES, lower(attribute['mutability'] ?? 'ReadWrite')) ?? 'read-write';
  const { value } = attribute;
  const isTold = typeof value === 'string' && mutability !== 'write-only' && !isSecret;
  return {
    type,
    ...(isTold ? { value } : {}),
    mutability,
    persistent: attribute['persistent'] === true,
    constant: attribute['constant'] === true,
  };
}

function toCharacteristics(value: unknown): VariableReport['characteristics'] {
  if (!isJsonObject(value) || typeof value['dataType'] !== 'string') return undefined;
  const { dataType, unit, minLimit, maxLimit, valuesList, supportsMonitoring } = value;
  return withoutAbsent({
    dataType,
    unit: typeof unit === 'string' ? unit : undefined,
    minLimit: finite(minLimit),
    maxLimit: finite(maxLimit),
    valuesList: typeof valuesList === 'string' ? valuesList : undefined,
    supportsMonitoring: typeof supportsMonitoring === 'boolean' ? supportsMonitoring : undefined,
  });
}

const lower = (word: unknown): string => (typeof word === 'string' ? word.trim().toLowerCase() : '');
const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
