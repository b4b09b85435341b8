import { Column, type ColumnOptions } from 'typeorm';

/** timestamptz; in rows an ISO text with milliseconds, as the database library reads it. */
export const InstantColumn = (name: string, options: ColumnOptions = {}): PropertyDecorator =>
  Column('timestamptz', { ...options, name });

/** text, nullable. */
export const OptionalText = (name: string): PropertyDecorator => Column('text', { name, nullable: true });
