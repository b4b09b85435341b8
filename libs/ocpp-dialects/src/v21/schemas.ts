// The schemas alone: the package's entry compiles those of all its versions when loaded, which takes 2 s and 100 MB.
import * as schemas from 'typed-ocpp/dist/ocpp21/schemas.js';
import type { JsonSchema } from '../json';
import { SchemaCheck } from '../schema-check';

/** A SEND has no answer, so its one schema is not called a request. */
export const v21Schemas = new SchemaCheck({
  ...(schemas as Record<string, JsonSchema>),
  NotifyPeriodicEventStreamRequest: schemas.NotifyPeriodicEventStream as JsonSchema,
});
