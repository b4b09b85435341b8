import { z } from 'zod';
import { code, toHeading } from '../markdown';

/** What these pages read of a JSON schema, as zod writes it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
}

/** A field as a table shows it; `path` has dots into objects and `[]` into lists. */
export interface Field {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string | undefined;
}

/** Turns schemas into JSON schemas in which each of `named` stands by its name wherever another one uses it. */
export function schemaReader(named: Readonly<Record<string, z.ZodType>>): (schema: z.ZodType) => JsonSchema {
  const names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) names.add(schema, { id });
  return (schema) => {
    const json: JsonSchema = z.toJSONSchema(schema, {
      metadata: names,
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // `.describe()` writes into zod's own registry, which `metadata` takes the place of.
        const description = z.globalRegistry.get(zodSchema)?.description;
        if (description !== undefined) jsonSchema.description = description;
      },
    }) as JsonSchema;
    return json.$ref === undefined ? json : (json.$defs?.[nameOf(json.$ref)] ?? json);
  };
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** The fields of an object, those of nested objects after the field that holds them. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const required = schema.required?.includes(name) === true;
    const own = { path, type: typeOf(field), required, description: field.description };
    const [inner, step] = field.items ? [field.items, '[].'] : [field, '.'];
    return [own, ...fieldsOf(inner, path + step)];
  });
}

/** The type in a few words: `integer, at least 0`, a link to a named one, the list of the words an enum allows. */
export function typeOf(schema: JsonSchema): string {
  const fallback = schema.default === undefined ? '' : `, default ${code(JSON.stringify(schema.default))}`;
  return bareTypeOf(schema) + fallback;
}

function bareTypeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return toHeading(code(nameOf(schema.$ref)), nameOf(schema.$ref));
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((word) => code(String(word))).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(bareTypeOf).join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(bareTypeOf).join('; ')}]`;
  if (schema.type === 'array') return listOf(bareTypeOf(schema.items ?? {}), schema);
  if (schema.type === 'object' && !schema.properties) return 'object of anything';
  return [[schema.type ?? 'anything'].flat().join(' or '), ...limitsOf(schema)].join(', ');
}

function listOf(item: string, { minItems }: JsonSchema): string {
  return `list of ${item.includes(', ') ? `(${item})` : item}${minItems ? ', not empty' : ''}`;
}

function limitsOf(schema: JsonSchema): string[] {
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength, format, pattern } = schema;
  const limits: string[] = [];
  if (format) limits.push(format);
  else if (pattern) limits.push(`matches ${code(pattern)}`);
  if (exclusiveMinimum !== undefined) limits.push(`more than ${exclusiveMinimum}`);
  if (minimum !== undefined && Number.isSafeInteger(minimum - 1)) limits.push(`at least ${minimum}`);
  if (maximum !== undefined && Number.isSafeInteger(maximum + 1)) limits.push(`at most ${maximum}`);
  if (minLength === 1) limits.push('not empty');
  if (maxLength !== undefined) limits.push(`at most ${maxLength} characters`);
  return limits;
}
