import { Ajv2020 as Ajv, type ValidateFunction } from 'ajv/dist/2020';
import { z } from 'zod';
import { anyFact, type Fact } from './facts';
import { stationEvent, type StationEvent } from './station-events';

type Kinds = z.ZodDiscriminatedUnion<readonly z.ZodObject<{ kind: z.ZodLiteral<string> }>[], 'kind'>;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * As `stationEvent.safeParse`, for readers that see thousands a second. What is plainly right comes back as it is, not as a copy;
 * what is not, or has a property that the contract does not name, is left to zod: both always give the same.
 */
export const checkStationEvent = compiledCheck<StationEvent>(stationEvent as unknown as Kinds);

/** The same for `anyFact.safeParse`. */
export const checkFact = compiledCheck<Fact>(anyFact as unknown as Kinds);

/**
 * Checks by compiled JSON Schemas, one a kind: zod copies what it checks, a sixth of all that readers under load allocated.
 * A contract must say all it demands in its JSON Schema: a zod refinement would not be seen (compiled-check.spec.ts looks for that).
 */
function compiledCheck<T>(schema: Kinds): (value: unknown) => z.ZodSafeParseResult<T> {
  // Lengths and patterns are those of JavaScript, as zod's.
  const ajv = new Ajv({ unicodeRegExp: false, unicode: false, validateFormats: false, logger: false });
  const options = new Map(schema.options.map((option) => [option.shape.kind.value, option]));
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (kind: string): ValidateFunction | undefined => {
    const option = options.get(kind);
    if (option === undefined) return undefined;
    const validate = ajv.compile(withPlainNulls(z.toJSONSchema(option)) as object);
    compiled.set(kind, validate);
    return validate;
  };
  return (value) => {
    const kind = (value as { kind?: unknown } | null | undefined)?.kind;
    const validate = typeof kind === 'string' ? (compiled.get(kind) ?? validatorOf(kind)) : undefined;
    if (validate?.(value)) return { success: true, data: value as T };
    return schema.safeParse(value) as unknown as z.ZodSafeParseResult<T>;
  };
}

/** "A number, or null" as one type instead of two alternatives, the first of which makes an error for each null. */
function withPlainNulls(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withPlainNulls);
  if (typeof node !== 'object' || node === null) return node;
  const plain = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withPlainNulls(value)]));
  const [first, second, ...more] = (plain['anyOf'] ?? []) as JsonSchema[];
  if (first === undefined || second?.type !== 'null' || more.length > 0) return plain;
  if (typeof first.type !== 'string' || 'const' in first) return plain;
  const { anyOf: _, ...rest } = plain;
  return { ...rest, ...first, type: [first.type, 'null'], ...(first.enum && { enum: [...first.enum, null] }) };
}
