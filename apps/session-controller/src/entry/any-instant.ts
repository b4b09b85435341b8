import { z } from 'zod';

/** A time in UTC or with an offset, read as UTC with milliseconds. */
export const anyInstant = z.iso
  .datetime({ offset: true, error: 'must be a time like 2026-03-01T10:00:00Z' })
  .transform((text) => new Date(text).toISOString());
