import { isJsonObject, type JsonObject, type JsonSchema } from './json';

/**
 * `value` with its keys in the order of the schema's properties, all the way down. Some stations read JSON by position, and
 * XML needs the order anyway. Keys the schema does not know follow at the end.
 */
export function inSchemaOrder(schema: JsonSchema, value: unknown, root: JsonSchema = schema): unknown {
  const resolved = resolve(schema, root);
  if (Array.isArray(value)) {
    const items = Array.isArray(resolved.items) ? resolved.items[0] : resolved.items;
    return items ? value.map((item) => inSchemaOrder(items, item, root)) : value;
  }
  if (!isJsonObject(value) || !resolved.properties) return value;
  const ordered: JsonObject = {};
  for (const [key, property] of Object.entries(resolved.properties)) {
    if (value[key] !== undefined) ordered[key] = inSchemaOrder(property, value[key], root);
  }
  for (const key of Object.keys(value))
    if (!Object.hasOwn(ordered, key) && value[key] !== undefined) ordered[key] = value[key];
  return ordered;
}

const DEFINITIONS = '#/definitions/';

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (!schema.$ref?.startsWith(DEFINITIONS)) return schema;
  return root.definitions?.[schema.$ref.slice(DEFINITIONS.length)] ?? schema;
}
