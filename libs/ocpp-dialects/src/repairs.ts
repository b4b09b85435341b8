import { isJsonObject, stepsOf, valueAt, type JsonObject } from './json';
import type { SchemaFault } from './schema-check';
import type { Tolerance } from './tolerances';

/** Takes the value away. */
export const DROP = Symbol('drop');
/** Leaves the value as it is: the rows can read it. */
export const KEEP = Symbol('keep');

/** What a repair may look at besides the value. */
export interface Scene {
  timeZone?: string | undefined;
}

/**
 * One thing real stations get wrong, and what is made of it. It answers to a fault of its `keyword` where `at` matches the JSON
 * pointer; the pattern's first group, if it has one, is what is mended. The first repair of a list that does not decline
 * (undefined) is taken, and its name becomes a remark.
 */
export interface Repair {
  name: Tolerance | ((value: unknown, fault: SchemaFault, scene: Scene) => Tolerance);
  keyword: string | readonly string[];
  at?: RegExp;
  mend(value: unknown, fault: SchemaFault, scene: Scene): unknown;
}

export interface Repaired {
  payload: JsonObject;
  remarks: Set<Tolerance>;
  /** What no repair could do anything about. */
  faults: SchemaFault[];
}

/** A repair may uncover another fault (an object put into a list is then checked itself); more rounds never help. */
const MOST_ROUNDS = 6;

/** Repairs a copy of `payload` until `check` finds nothing, or nothing that a repair knows. Pure. */
export function repair(
  payload: JsonObject,
  firstFaults: SchemaFault[],
  check: (payload: JsonObject) => SchemaFault[],
  repairs: readonly Repair[],
  scene: Scene,
): Repaired {
  const copy = structuredClone(payload);
  const remarks = new Set<Tolerance>();
  const kept = new Set<string>();
  let faults = firstFaults;
  for (let round = 0; round < MOST_ROUNDS && faults.length > 0; round++) {
    const mended = faults.filter((fault) => mendOne(copy, fault, repairs, scene, remarks, kept));
    if (mended.length === 0) break;
    compact(copy);
    faults = check(copy).filter((fault) => !kept.has(keyOf(fault)));
  }
  return { payload: copy, remarks, faults };
}

function mendOne(
  copy: JsonObject,
  fault: SchemaFault,
  repairs: readonly Repair[],
  scene: Scene,
  remarks: Set<Tolerance>,
  kept: Set<string>,
): boolean {
  for (const candidate of repairs) {
    const target = targetOf(candidate, fault);
    if (target === undefined) continue;
    const steps = stepsOf(target);
    const value = valueAt(copy, steps);
    if (value === DROPPED) return true;
    const mended = candidate.mend(value, fault, scene);
    if (mended === undefined) continue;
    if (mended === KEEP) kept.add(keyOf(fault));
    else replace(copy, steps, mended);
    remarks.add(typeof candidate.name === 'string' ? candidate.name : candidate.name(value, fault, scene));
    return true;
  }
  return false;
}

function targetOf({ keyword, at }: Repair, fault: SchemaFault): string | undefined {
  if (typeof keyword === 'string' ? keyword !== fault.keyword : !keyword.includes(fault.keyword)) return undefined;
  if (!at) return fault.path;
  const match = at.exec(fault.path);
  return match ? (match[1] ?? fault.path) : undefined;
}

const keyOf = (fault: SchemaFault): string => `${fault.keyword} ${fault.path}`;

/** Stands where an element of a list was taken away, until the round is over: the other faults' paths stay right. */
const DROPPED = Symbol('dropped');

function replace(copy: JsonObject, steps: readonly string[], value: unknown): void {
  const parent = valueAt(copy, steps.slice(0, -1));
  const last = steps.at(-1);
  if (last === undefined) return;
  if (Array.isArray(parent)) parent[Number(last)] = value === DROP ? DROPPED : value;
  else if (isJsonObject(parent) && value === DROP) delete parent[last];
  else if (isJsonObject(parent)) parent[last] = value;
}

function compact(value: unknown): void {
  if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i--) if (value[i] === DROPPED) value.splice(i, 1);
  }
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(compact);
}
