// The schemas alone: the package's entry compiles those of all its versions when loaded, which takes 2 s and 100 MB.
import * as schemas from 'typed-ocpp/dist/ocpp20/schemas.js';
import type { JsonSchema } from '../json';
import { SchemaCheck } from '../schema-check';

export const v201Schemas = new SchemaCheck({ ...(schemas as Record<string, JsonSchema>) });
