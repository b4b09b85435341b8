import type { Random } from '@chargebus/station-simulator';
import { BENCH_TOKEN } from '../load/plan';

/** As much of JSON schema as OCPP's schemas use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  format?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  definitions?: Record<string, Schema>;
}

const OPTIONAL_SHARE = 0.35;
const DEEPEST = 6;
/** Frames depend on the seed alone, so their times are not those of the clock. */
const BEGINNING = Date.UTC(2026, 0, 1);
const WEEK_MS = 7 * 86_400_000;

/** Members whose value means something to the platform: drawn from few values, so that messages are about the same things. */
const KNOWN: Record<string, (random: Random) => unknown> = {
  idTag: (random) => random.pick([BENCH_TOKEN, 'FUZZ-1', 'FUZZ-2']),
  idToken: (random) => random.pick([BENCH_TOKEN, 'FUZZ-1', 'FUZZ-2']),
  connectorId: (random) => random.int(0, 2),
  evseId: (random) => random.int(0, 2),
  id: (random) => random.int(0, 2),
  seqNo: (random) => random.int(0, 40),
};
const transactionId = {
  integer: (random: Random): number => random.int(1, 40),
  string: (random: Random): string => `fuzz-transaction-${random.int(1, 40)}`,
};

/** A value that keeps `schema`: the required members, some of the others, all of it drawn from `random`. */
export function samplePayload(schema: Schema, random: Random): unknown {
  return sample(schema, schema.definitions ?? {}, random, '', 0);
}

function sample(
  schema: Schema,
  definitions: Record<string, Schema>,
  random: Random,
  key: string,
  depth: number,
): unknown {
  if (schema.$ref !== undefined) {
    const target = definitions[schema.$ref.replace('#/definitions/', '')] ?? {};
    return sample(target, definitions, random, key, depth);
  }
  if (schema.enum) return random.pick(schema.enum);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const wanted = Object.entries(schema.properties ?? {}).filter(
      ([name]) => schema.required?.includes(name) || (depth < DEEPEST && random.chance(OPTIONAL_SHARE)),
    );
    return Object.fromEntries(
      wanted.map(([name, member]) => [name, sample(member, definitions, random, name, depth + 1)]),
    );
  }
  if (type === 'array') {
    const least = schema.minItems ?? 0;
    const length = random.int(least, Math.min(schema.maxItems ?? 3, Math.max(least, 3)));
    return Array.from({ length }, () => sample(schema.items ?? {}, definitions, random, key, depth + 1));
  }
  return scalar(schema, type, random, key);
}

function scalar(schema: Schema, type: string | undefined, random: Random, key: string): unknown {
  if (key === 'transactionId' && (type === 'integer' || type === 'string')) return transactionId[type](random);
  const known = KNOWN[key]?.(random);
  if (known !== undefined && (typeof known === 'number') === (type === 'integer')) return known;
  if (type === 'boolean') return random.chance(0.5);
  const { minimum = 0, maximum = 50_000 } = schema;
  if (type === 'integer') return random.int(minimum, maximum);
  if (type === 'number') return Math.round(random.between(minimum, maximum) * 10) / 10;
  if (schema.format === 'date-time') return new Date(BEGINNING + random.int(0, WEEK_MS)).toISOString();
  if (schema.format === 'uri') return 'https://example.org/file.bin';
  // The value of a sample of OCPP 1.6 is a number in text.
  if (key === 'value') return String(random.int(0, 50_000));
  return `${key}-${random.int(0, 99)}`.slice(0, schema.maxLength ?? 50);
}
