import { parseArgs } from 'node:util';
import type { FleetOptions } from './fleet';
import { isProfileName, profileOf, profiles, type ProfileName } from './profiles';

export interface CliOptions {
  stations: number;
  url: string;
  prefix: string;
  version: NonNullable<FleetOptions['version']>;
  profile: ProfileName;
  speed: number;
  connectors: number;
  tokens: string[];
  password: string | undefined;
  seed: string | undefined;
  api: string;
  adminToken: string | undefined;
}

export const USAGE = `Simulated OCPP 1.6J, 2.0.1 and 2.1 stations: they boot, cars come, charge and leave.

npm run simulate -- [options]
  --stations N       how many (5)
  --url URL          the OCPP endpoint (ws://localhost:9000/ocpp)
  --prefix NAME      stations are NAME-0001 and so on (SIM)
  --ocpp VERSION     1.6, 2.0.1, 2.1, or mixed: these three in turn (1.6)
  --profile NAME     what kind of station, see below (generic)
  --speed N          cars charge N times as fast as in life (10)
  --connectors N     of each station (1; go-e has one)
  --token UID        a token all stations use; may be repeated (default: one a connector, NAME-CARD-0001 and so on)
  --password TEXT    Basic auth password of every station
  --seed TEXT        the same seed gives the same stations
  --api URL          the platform's API (http://localhost:8080/api/v1)
  --admin-token T    makes the tokens known to the platform first (or environment CHARGEBUS_TOKEN)
  --help             this text

profiles; all but generic speak 1.6 alone:
${Object.entries(profiles)
  .map(([name, { about }]) => `  ${name.padEnd(17)}  ${about}`)
  .join('\n')}`;

const VERSIONS = ['1.6', '2.0.1', '2.1', 'mixed'];

function misfits(profile: ProfileName, ocpp: string, connectors: number): string[] {
  const { speaks, connectors: has } = profileOf(profile);
  const faults: string[] = [];
  if (speaks && !(speaks as readonly string[]).includes(ocpp))
    faults.push(`--ocpp: ${profile} speaks ${speaks.join(', ')}`);
  if (has !== undefined && connectors !== has) faults.push(`--connectors: ${profile} has ${has}`);
  return faults;
}

export class UsageError extends Error {}

/** Reads the command line and the environment. @throws UsageError that names every fault; `help` for --help. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): CliOptions | 'help' {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        stations: { type: 'string', default: '5' },
        url: { type: 'string', default: 'ws://localhost:9000/ocpp' },
        prefix: { type: 'string', default: 'SIM' },
        ocpp: { type: 'string', default: '1.6' },
        profile: { type: 'string', default: 'generic' },
        speed: { type: 'string', default: '10' },
        connectors: { type: 'string', default: '1' },
        token: { type: 'string', multiple: true, default: [] },
        password: { type: 'string' },
        seed: { type: 'string' },
        api: { type: 'string', default: 'http://localhost:8080/api/v1' },
        'admin-token': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return 'help';
  const { profile, url, token: tokens, ocpp } = values;
  const stations = Number(values.stations);
  const speed = Number(values.speed);
  const connectors = Number(values.connectors);
  const faults: string[] = [];
  if (!Number.isInteger(stations) || stations < 1 || stations > 9_999) faults.push('--stations: 1 to 9999');
  if (!Number.isInteger(connectors) || connectors < 1 || connectors > 16) faults.push('--connectors: 1 to 16');
  if (!(speed > 0 && speed <= 3_600)) faults.push('--speed: above 0, at most 3600');
  const isVersion = VERSIONS.includes(ocpp);
  if (!isVersion) faults.push(`--ocpp: ${VERSIONS.join(', ')}`);
  if (!isProfileName(profile)) faults.push(`--profile: ${Object.keys(profiles).join(', ')}`);
  else faults.push(...misfits(profile, isVersion ? ocpp : '1.6', connectors));
  if (!/^wss?:\/\/[^/]/.test(url)) faults.push('--url: begins with ws:// or wss://');
  const longest = ocpp.startsWith('2.') ? 36 : 20;
  if (tokens.some((token) => token.length < 1 || token.length > longest))
    faults.push(`--token: 1 to ${longest} characters`);
  if (values.prefix.length < 1 || values.prefix.length > 9) faults.push('--prefix: 1 to 9 characters');
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return {
    stations,
    url,
    prefix: values.prefix,
    version: ocpp as CliOptions['version'],
    profile: profile as ProfileName,
    speed,
    connectors,
    tokens,
    password: values.password,
    seed: values.seed,
    api: values.api.replace(/\/$/, ''),
    adminToken: values['admin-token'] ?? env['CHARGEBUS_TOKEN'],
  };
}
