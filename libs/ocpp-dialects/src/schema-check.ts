import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isJsonObject, stepsOf, valueAt, type JsonSchema } from './json';
import { isLegalTime } from './times';

/** One thing a schema does not allow. `path` is a JSON pointer to it, also for what is missing or too much. */
export interface SchemaFault {
  keyword: string;
  path: string;
  value: unknown;
  params: Record<string, unknown>;
  message: string;
}

/**
 * The schemas of one version, compiled on first use. Our own ajv: it never changes what it checks, and keeps the keyword of
 * each fault, from which the version's error code follows (typed-ocpp's own validators do neither).
 */
export class SchemaCheck {
  private readonly ajv: Ajv;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly schemas: Readonly<Record<string, JsonSchema>>) {
    this.ajv = new Ajv({
      allErrors: true,
      strictSchema: false,
      strictTypes: false,
      // OCPP 1.6 limits are multiples of 0.1, which no binary fraction is.
      multipleOfPrecision: 3,
      formats: { 'date-time': isLegalTime, uri: true },
      logger: false,
    });
  }

  has(name: string): boolean {
    return Object.hasOwn(this.schemas, name);
  }

  schema(name: string): JsonSchema {
    const schema = this.schemas[name];
    if (!schema) throw new RangeError(`no schema ${name}`);
    return schema;
  }

  /** The faults of `value` under the schema `name`, in the schema's order; none if it is valid. */
  faults(name: string, value: unknown): SchemaFault[] {
    const validate = this.validator(name);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => toSchemaFault(error, value));
  }

  private validator(name: string): ValidateFunction {
    let validate = this.compiled.get(name);
    if (!validate) {
      validate = this.ajv.compile(this.schema(name));
      this.compiled.set(name, validate);
    }
    return validate;
  }
}

function toSchemaFault(error: ErrorObject, root: unknown): SchemaFault {
  const params = isJsonObject(error.params) ? error.params : {};
  const member = params['missingProperty'] ?? params['additionalProperty'];
  const step = typeof member === 'string' ? `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
  const path = error.instancePath + step;
  const message = error.message ?? error.keyword;
  return { keyword: error.keyword, path, value: valueAt(root, stepsOf(path)), params, message };
}
