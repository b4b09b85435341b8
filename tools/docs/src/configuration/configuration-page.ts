import { hostname } from 'node:os';
import { gatewayService } from '@chargebus/connection-gateway';
import { firmwareService } from '@chargebus/firmware-distribution';
import { configOf, describeConfig, type ConfigEntry, type ConfigSpec } from '@chargebus/service-runtime';
import { sessionsService } from '@chargebus/session-controller';
import { registryService } from '@chargebus/station-registry';
import { billingService } from '@chargebus/transaction-billing';
import { blocks } from '../markdown';
import type { Page } from '../pages';

/** The services whose variables are told, in the order a station meets them. */
export const services = [gatewayService, registryService, sessionsService, billingService, firmwareService];

/** docs/configuration.md: the environment variables of each service. */
export const configurationPage: Page = {
  path: 'docs/configuration.md',
  render() {
    const specs = services.map(configOf);
    const everywhere = specs.reduce((common, spec) => filter(common, ([name, entry]) => spec[name] === entry));
    return blocks(
      '# Configuration',
      'Every service reads its environment once, at its start, and refuses to start with the list of all faults. An empty ' +
        'variable counts as unset. The value of a secret is never printed. `platform` (`npm start`) runs all services in one ' +
        'process with the variables below, on servers of its own unless it is given others, and with its own defaults for some.',
      ['## Every service', describe(everywhere)],
      services.flatMap(({ title }, index) => {
        const own = filter(specs[index] ?? {}, ([name]) => everywhere[name] === undefined);
        return [`## ${title}`, describe(own)];
      }),
    );
  },
};

function filter(spec: ConfigSpec, wanted: (entry: [string, ConfigEntry]) => boolean): ConfigSpec {
  return Object.fromEntries(Object.entries(spec).filter(wanted));
}

/** The table of service-runtime, with a column for what is secret. */
function describe(spec: ConfigSpec): string {
  const stable = Object.fromEntries(Object.entries(spec).map(([name, entry]) => [name, sameOnEachMachine(entry)]));
  const [head, rule, ...rows] = describeConfig(stable).trimEnd().split('\n');
  const secrets = Object.values(spec).map(({ secret }) => secret === true);
  return [
    `${head} secret |`,
    `${rule}---|`,
    ...rows.map((row, index) => `${row.replace('| `` |', '| empty |')}${secrets[index] ? ' yes |' : ' |'}`),
  ].join('\n');
}

/** A default that names this machine is made up at the start, like one that is a function. */
function sameOnEachMachine(entry: ConfigEntry): ConfigEntry {
  const local = typeof entry.default === 'string' && entry.default.startsWith(`${hostname()}-`);
  return local ? { ...entry, default: () => entry.default } : entry;
}
