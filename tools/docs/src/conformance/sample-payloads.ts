/** What is read of a JSON schema to make payloads that fit it. */
export interface PayloadSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly PayloadSchema[];
  readonly format?: string;
  readonly minimum?: number;
  /** Where a schema asks for more than its words can say. */
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, PayloadSchema>>;
  readonly required?: readonly string[];
  readonly items?: PayloadSchema;
  readonly definitions?: Readonly<Record<string, PayloadSchema>>;
  readonly $defs?: Readonly<Record<string, PayloadSchema>>;
}

type Payload = Record<string, unknown>;
/** Deeper than any message that matters; ends what refers to itself. */
const MAX_DEPTH = 8;

/**
 * Payloads that a schema allows: with what it requires only, and with all it knows, each once for every word of every enum
 * among its members. They show what a message can mean, not how a station would speak.
 */
export function samplePayloads(schema: PayloadSchema): Payload[] {
  const of = (full: boolean): Payload => sampleOf(schema, { root: schema, full }, 0) as Payload;
  return [of(false), of(true)].flatMap((payload) => [
    payload,
    ...Object.keys(payload).flatMap((member) => {
      const { enum: words = [] } = resolve(schema.properties?.[member] ?? {}, schema);
      return words.map((word) => ({ ...payload, [member]: word }));
    }),
  ]);
}

interface Kind {
  readonly root: PayloadSchema;
  readonly full: boolean;
}

function sampleOf(schema: PayloadSchema, kind: Kind, depth: number): unknown {
  const { type, properties = {}, required = [], ...rest } = resolve(schema, kind.root);
  if (rest.const !== undefined) return rest.const;
  if (rest.examples) return rest.examples[0];
  if (rest.enum) return rest.enum[0];
  if (rest.items) return [sampleOf(rest.items, kind, depth + 1)];
  switch (type) {
    case 'object': {
      const optional = kind.full && depth < MAX_DEPTH ? Object.keys(properties) : [];
      const members = [...new Set([...required, ...optional])].filter((name) => properties[name] !== undefined);
      return Object.fromEntries(members.map((name) => [name, sampleOf(properties[name]!, kind, depth + 1)]));
    }
    case 'integer':
    case 'number':
      return Math.max(1, rest.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      // A text of digits also passes where a version keeps numbers in texts.
      return rest.format === 'date-time' ? '2025-06-01T10:00:00.000Z' : '1';
  }
}

function resolve(schema: PayloadSchema, root: PayloadSchema): PayloadSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  return root.definitions?.[name] ?? root.$defs?.[name] ?? {};
}
