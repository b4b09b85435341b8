import type { EvseMap, OcppVersion, StationCommand, StationCommandType } from '@chargebus/contracts';
import { toCallFault, type FaultCodes } from './call-faults';
import { toRawResult } from './command-results';
import type {
  CallFault,
  Checked,
  CommandRow,
  CommandTable,
  Dialect,
  IncomingRow,
  Placed,
  StationContext,
} from './dialect';
import { isJsonObject, type JsonObject } from './json';
import { applyOddities, type Oddity } from './oddities';
import { repair, type Repair, type Scene } from './repairs';
import type { SchemaCheck, SchemaFault } from './schema-check';
import { inSchemaOrder } from './schema-order';
import { storableText } from './storable-text';
import type { Tolerance } from './tolerances';

type Row = IncomingRow<object, object>;

/** All that makes one version; `index.ts` of each version's folder is its table. */
export interface VersionParts {
  version: OcppVersion;
  subprotocol: string;
  schemas: SchemaCheck;
  codes: FaultCodes;
  /** Every action a station may send. */
  incoming: Readonly<Record<string, Row | 'not-supported'>>;
  /** Every action we may send, and the neutral command that is spelled with it; `raw`: by `ocpp` commands only. */
  outgoing: Readonly<Record<string, StationCommandType | 'raw'>>;
  commands: CommandTable;
  /** Of a version that counts connectors: a command in its numbers. Absent: the neutral numbers are the station's. */
  toOwnNumbers?(command: StationCommand, evseMap: EvseMap): Placed;
  /** Repairs of a request of `action`, in order. */
  repairs(action: string): readonly Repair[];
  /** Repairs of an answer to a call of ours. */
  answerRepairs: readonly Repair[];
  oddities: Readonly<Record<string, readonly Oddity[]>>;
  /** What the schema of an action a station sends should forbid, and does not. */
  moreRequestFaults(payload: JsonObject): SchemaFault[];
  /** What we keep to when sending, beyond the schema. */
  moreCallFaults(action: string, payload: JsonObject): SchemaFault[];
}

const requestOf = (action: string): string => `${action}Request`;
const responseOf = (action: string): string => `${action}Response`;

/** Makes the dialect the gateway uses out of a version's tables. */
export function assembleDialect(parts: VersionParts): Dialect {
  const rows = orderedRows(parts);
  return {
    version: parts.version,
    subprotocol: parts.subprotocol,
    incoming: (action) =>
      rows.get(action) ?? (Object.hasOwn(parts.outgoing, action) ? 'not-supported' : 'not-implemented'),
    checkRequest: (action, payload, context, o) => checkRequest(parts, action, payload, context, o.strict),
    checkResponse: (action, payload) => checkResponse(parts, action, payload),
    toOwnNumbers: (command, evseMap) =>
      evseMap && parts.toOwnNumbers ? parts.toOwnNumbers(command, evseMap) : [command],
    toCall: (command) => toCall(parts, command),
    toResult: (command, payload) => toResult(parts, command, payload),
  };
}

/** Rows whose answers have their keys in the schema's order. */
function orderedRows({ incoming, schemas }: VersionParts): Map<string, Row | 'not-supported'> {
  const rows = new Map<string, Row | 'not-supported'>();
  for (const [action, row] of Object.entries(incoming)) {
    if (row === 'not-supported') {
      rows.set(action, row);
      continue;
    }
    // A SEND (2.1) has no answer, and no schema of one.
    const schema = row.answered === false ? {} : schemas.schema(responseOf(action));
    rows.set(action, {
      ...row,
      toAnswer: (request, input) => inSchemaOrder(schema, row.toAnswer(request, input)) as object,
    });
  }
  return rows;
}

function checkRequest(
  parts: VersionParts,
  action: string,
  payload: unknown,
  context: StationContext,
  strict: boolean,
): Checked {
  const name = requestOf(action);
  if (!parts.schemas.has(name)) return fail(unknownAction(parts, action));
  const request = payload ?? {};
  if (!isJsonObject(request)) return fail(noObject(parts, payload));
  const check = (candidate: JsonObject): SchemaFault[] => [
    ...parts.schemas.faults(name, candidate),
    ...parts.moreRequestFaults(candidate),
  ];
  const firstFaults = check(request);
  if (strict) return firstFaults.length > 0 ? fail(toCallFault(firstFaults, parts.codes)) : pass(request, []);
  const scene: Scene = { timeZone: context.timeZone };
  const repaired = repairIfNeeded(request, firstFaults, check, parts.repairs(action), scene);
  if (repaired.faults.length > 0) return fail(toCallFault(repaired.faults, parts.codes));
  const { remarks } = repaired;
  const seen = applyOddities(repaired.payload, parts.oddities[action] ?? [], (remark) => remarks.add(remark));
  return pass(seen, [...remarks]);
}

function checkResponse(parts: VersionParts, action: string, payload: unknown): Checked {
  const name = responseOf(action);
  if (!parts.schemas.has(name)) return fail(unknownAction(parts, action));
  const response = payload ?? {};
  if (!isJsonObject(response)) return fail(noObject(parts, payload));
  const check = (candidate: JsonObject): SchemaFault[] => parts.schemas.faults(name, candidate);
  const repaired = repairIfNeeded(response, check(response), check, parts.answerRepairs, {});
  if (repaired.faults.length > 0) return fail(toCallFault(repaired.faults, parts.codes));
  return pass(repaired.payload, [...repaired.remarks]);
}

function repairIfNeeded(
  payload: JsonObject,
  faults: SchemaFault[],
  check: (payload: JsonObject) => SchemaFault[],
  repairs: readonly Repair[],
  scene: Scene,
): ReturnType<typeof repair> {
  if (faults.length === 0) return { payload, remarks: new Set(), faults };
  return repair(payload, faults, check, repairs, scene);
}

function toCall(parts: VersionParts, command: StationCommand): ReturnType<Dialect['toCall']> {
  const spelled = spell(parts, command);
  if ('unsupported' in spelled) {
    return {
      ok: false,
      status: 'unsupported',
      fault: { code: 'NotSupported', description: spelled.unsupported, details: {} },
    };
  }
  const { action, payload } = spelled;
  if (!Object.hasOwn(parts.outgoing, action))
    return { ok: false, status: 'invalid', fault: unknownAction(parts, action) };
  const faults = [
    ...parts.schemas.faults(requestOf(action), payload),
    ...parts.moreCallFaults(action, payload as JsonObject),
  ];
  if (faults.length > 0) return { ok: false, status: 'invalid', fault: toCallFault(faults, parts.codes) };
  return { ok: true, action, payload: inSchemaOrder(parts.schemas.schema(requestOf(action)), payload) as object };
}

function spell(
  parts: VersionParts,
  command: StationCommand,
): { action: string; payload: object } | { unsupported: string } {
  if (command.type === 'ocpp') return command;
  const row = rowOf(parts, command.type);
  if (row === 'not-supported') return { unsupported: `OCPP ${parts.version} has no ${command.type}` };
  return row.toCall(command);
}

function toResult(parts: VersionParts, command: StationCommand, payload: object): ReturnType<Dialect['toResult']> {
  if (command.type === 'ocpp') {
    const { properties } = parts.schemas.has(responseOf(command.action))
      ? parts.schemas.schema(responseOf(command.action))
      : {};
    return toRawResult(command.action, payload, { hasStatus: Object.hasOwn(properties ?? {}, 'status') });
  }
  const row = rowOf(parts, command.type);
  return row === 'not-supported' ? { status: 'unsupported' } : row.toResult(payload, command);
}

/** The row of a command's own type: the table's keys and rows go together, which its type cannot say of a union. */
function rowOf(
  parts: VersionParts,
  type: Exclude<StationCommandType, 'ocpp'>,
): CommandRow<StationCommandType> | 'not-supported' {
  return parts.commands[type] as CommandRow<StationCommandType> | 'not-supported';
}

const pass = (payload: JsonObject, remarks: Tolerance[]): Checked => ({
  ok: true,
  payload: storableText(payload),
  remarks,
});
const fail = (fault: CallFault): Checked => ({ ok: false, fault });

function unknownAction(parts: VersionParts, action: string): CallFault {
  return { code: 'NotImplemented', description: `OCPP ${parts.version} has no such action: ${action}`, details: {} };
}

function noObject(parts: VersionParts, value: unknown): CallFault {
  return toCallFault([{ keyword: 'type', path: '', value, params: {}, message: 'must be object' }], parts.codes);
}
