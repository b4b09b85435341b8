import { ArgumentMetadata, Injectable } from '@nestjs/common';
import { ZodValidationPipe } from 'nestjs-zod';

/**
 * Reads bodies, queries and path parameters by their zod classes. A call without any body is read as an empty object, so
 * that the answer names each field that is required.
 */
@Injectable()
export class FieldValidationPipe extends ZodValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const absent = metadata.type === 'body' && (value === undefined || value === null);
    return super.transform(absent ? {} : value, metadata);
  }
}
