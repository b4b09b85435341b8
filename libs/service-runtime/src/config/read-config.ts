import { z } from 'zod';
import { ConfigSpec, ConfigValues } from './config-spec';

/** Faults of the configuration, all at once: each line names its variable. */
export class ConfigError extends Error {
  constructor(
    readonly owner: string,
    readonly faults: readonly string[],
  ) {
    super(`${owner} cannot start, its configuration has ${faults.length} fault(s):\n${faults.join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * The typed values of the variables in `spec`. An unset or empty variable takes its default; without a default its schema
 * decides whether it may be missing.
 * @throws ConfigError that lists every fault, not just the first.
 */
export function readConfig<S extends ConfigSpec>(owner: string, spec: S, env: NodeJS.ProcessEnv): ConfigValues<S> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, entry] of Object.entries(spec)) {
    const text = env[name] === '' ? undefined : env[name];
    const raw = text ?? (typeof entry.default === 'function' ? (entry.default as () => unknown)() : entry.default);
    if (text === undefined && raw !== undefined && typeof raw !== 'string') {
      values[name] = raw;
      continue;
    }
    const read = entry.schema.safeParse(raw);
    if (read.success) values[name] = read.data;
    else faults.push(`${name}: ${faultOf(read.error, text, entry.secret === true)} (${entry.describe})`);
  }
  if (faults.length > 0) throw new ConfigError(owner, faults);
  return values as ConfigValues<S>;
}

function faultOf(error: z.ZodError, text: string | undefined, secret: boolean): string {
  if (text === undefined) return 'is not set';
  const reasons = error.issues.map((issue) => issue.message).join('; ');
  return secret ? reasons : `${reasons}, not "${text}"`;
}

/** Reads several tables at once, so that the faults of all of them are listed together. */
export function readConfigs<T extends Record<string, ConfigSpec>>(
  owner: string,
  specs: T,
  env: NodeJS.ProcessEnv,
): { [K in keyof T]: ConfigValues<T[K]> } {
  const values: Record<string, unknown> = {};
  const faults = new Set<string>();
  for (const [name, spec] of Object.entries(specs)) {
    try {
      values[name] = readConfig(owner, spec, env);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const fault of error.faults) faults.add(fault);
    }
  }
  if (faults.size > 0) throw new ConfigError(owner, [...faults]);
  return values as { [K in keyof T]: ConfigValues<T[K]> };
}

/** The variables of `spec` as a Markdown table, for README and operations guide. */
export function describeConfig(spec: ConfigSpec): string {
  const rows = Object.entries(spec).map(([name, entry]) => `| \`${name}\` | ${defaultOf(entry)} | ${entry.describe} |`);
  return ['| variable | default | what |', '|---|---|---|', ...rows].join('\n') + '\n';
}

function defaultOf(entry: ConfigSpec[string]): string {
  if (typeof entry.default === 'function') return 'generated';
  if (entry.default !== undefined) return `\`${String(entry.default)}\``;
  return entry.schema.safeParse(undefined).success ? 'unset' : '**required**';
}
