import { z } from 'zod';

/** One environment variable: how its text is read, what it is when unset, and what it is for. */
export interface ConfigEntry {
  readonly schema: z.ZodType;
  /**
   * The value when the variable is unset or empty. A string is read by the schema like the variable itself, so that
   * `'8080'` and `8080` mean the same; `() => string` is asked once, at start-up.
   */
  readonly default?: unknown;
  /** One sentence for the table in the documentation. */
  readonly describe: string;
  /** Its value is never printed, not even in a fault. */
  readonly secret?: boolean;
}

/** The table of a service's environment variables, by their names. */
export type ConfigSpec = Readonly<Record<string, ConfigEntry>>;

/** The typed values that `readConfig` makes of a table: `config.OCPP_PORT` is a number. */
export type ConfigValues<S extends ConfigSpec> = { readonly [K in keyof S]: z.output<S[K]['schema']> };

/** Declares a service's table of environment variables: the name, how it is read, its default, what it is for. */
export function defineConfig<const S extends ConfigSpec>(shape: S): S {
  return shape;
}

const TRUE = ['1', 'true', 'yes', 'on'];
const FALSE = ['0', 'false', 'no', 'off'];

/** Schemas for what environment variables usually hold. */
export const fromEnv = {
  /** A whole number between `min` and `max`, both included. */
  int: (min = 0, max = Number.MAX_SAFE_INTEGER) => z.coerce.number<string>('a whole number').int().min(min).max(max),
  /** A TCP port; 0 lets the system choose one. */
  port: () => z.coerce.number<string>('a port number').int().min(0).max(65_535),
  /** A duration in milliseconds. */
  milliseconds: (min = 0) => z.coerce.number<string>('milliseconds').int().min(min),
  /** true, 1, yes, on or false, 0, no, off. */
  flag: () =>
    z
      .string()
      .toLowerCase()
      .refine((text) => TRUE.includes(text) || FALSE.includes(text), 'must be true or false')
      .transform((text) => TRUE.includes(text)),
  /** Comma-separated items, blanks around them dropped. */
  list: () =>
    z.string().transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  /** A URL of one of these schemes, e.g. `url('nats', 'tls')`. */
  url: (...schemes: string[]) =>
    z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), {
      message: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    }),
};
