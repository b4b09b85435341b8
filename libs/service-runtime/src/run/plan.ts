import { z } from 'zod';
import { adminToken, ApiToken, generateToken, TokenList } from '../auth/token-list';
import { apiConfig, commonConfig, databaseConfig, processEnvironment } from '../config/config';
import type { ConfigSpec, ConfigValues } from '../config/config-spec';
import { readConfigs } from '../config/read-config';
import type { RunOptions, ServiceDefinition } from './runtime';

/** Everything that the environment decides about a start, read before anything is opened. */
export interface Plan {
  readonly common: ConfigValues<typeof commonConfig>;
  /** Undefined when no service has tables. */
  readonly database: ConfigValues<typeof databaseConfig> | undefined;
  readonly port: number;
  readonly adminToken: string | undefined;
  readonly tokens: TokenList;
  /** Each service's own values, in the order of the definitions. */
  readonly configs: readonly unknown[];
}

const DEFAULT_API_PORT = 8080;

/** @throws ConfigError with the faults of all services together */
export function readPlan(definitions: readonly ServiceDefinition<never>[], options: RunOptions): Plan {
  const env = { ...(options.env ?? processEnvironment()), ...textsOf(options.overrides) };
  const own = Object.fromEntries(definitions.map(({ config }, index) => [String(index), config]));
  const values = readConfigs(
    options.name,
    {
      ...own,
      common: withAdminToken(env, options.generateAdminToken === true),
      api: apiConfig(defaultPort(definitions, options)),
      database: definitions.some(({ database }) => database !== undefined) ? databaseConfig : {},
    },
    env,
  );
  const common = values.common as Plan['common'];
  const tokens = [...(common.API_TOKENS as ApiToken[])];
  if (common.ADMIN_TOKEN !== undefined) tokens.unshift(adminToken(common.ADMIN_TOKEN));
  const database = values.database as Partial<ConfigValues<typeof databaseConfig>>;
  return {
    common,
    database: database.DATABASE_URL === undefined ? undefined : (database as Plan['database']),
    port: (values.api as { API_PORT: number }).API_PORT,
    adminToken: common.ADMIN_TOKEN,
    tokens: new TokenList(tokens),
    configs: definitions.map((_definition, index) => (values as Record<string, unknown>)[String(index)]),
  };
}

/** All variables of a service, those that every service has included: what `describeConfig` shows. */
export function configOf(definition: ServiceDefinition<never>): ConfigSpec {
  return {
    ...commonConfig,
    ...apiConfig(definition.defaultApiPort),
    ...(definition.database === undefined ? {} : databaseConfig),
    ...definition.config,
  };
}

/** Without any token nobody could use the API: then ADMIN_TOKEN is required, or generated where that is allowed. */
function withAdminToken(env: NodeJS.ProcessEnv, generate: boolean): ConfigSpec {
  const entry = commonConfig.ADMIN_TOKEN;
  if (generate) return { ...commonConfig, ADMIN_TOKEN: { ...entry, default: generateToken } };
  const required = (env['API_TOKENS'] ?? '') === '';
  return required ? { ...commonConfig, ADMIN_TOKEN: { ...entry, schema: z.string().min(1) } } : commonConfig;
}

function defaultPort(definitions: readonly ServiceDefinition<never>[], options: RunOptions): number {
  const [only, ...others] = definitions;
  return options.defaultApiPort ?? (only !== undefined && others.length === 0 ? only.defaultApiPort : DEFAULT_API_PORT);
}

function textsOf(overrides: RunOptions['overrides'] = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(overrides)) if (value !== undefined) texts[name] = String(value);
  return texts;
}
