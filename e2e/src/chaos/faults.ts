import { readdirSync, readFileSync } from 'node:fs';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import type { FiveProcesses } from '../support/five-processes';
import type { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { SchemaCopy } from './schema-copy';

/** What can be killed, by the name that the command line uses. */
export const FAULTS = [
  'session-controller',
  'station-registry',
  'transaction-billing',
  'connection-gateway',
  'postgresql',
  'nats-server',
  'nats-server-of-three',
  'postgresql-behind',
  'session-controller-behind',
  'transaction-billing-behind',
  'station-registry-behind',
] as const;
export type FaultName = (typeof FAULTS)[number];

/**
 * What was committed in the last seconds is lost, by all services or by one, while the log has all of it: a replica that was behind took
 * over, or a backup was restored.
 */
export const losesCommits = (fault: FaultName): boolean => fault.endsWith('-behind');

/** Needs three nats-servers; all others run on one. */
export const onThreeNodes = (fault: FaultName): boolean => fault === 'nats-server-of-three';

/** SIGKILL and a new start, or SIGSTOP and SIGCONT. */
export type How = 'kill' | 'pause';

/** One process that goes away and comes back. */
export interface Victim {
  readonly title: string;
  /** Set for a gateway: which one. */
  readonly gateway?: number;
  /** Of those that lose commits: all from now on are lost. */
  copy?(): Promise<void>;
  away(how: How): void | Promise<void>;
  /** Starts or continues it; resolves when it answers anything at all. */
  back(how: How): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 60_000;

/**
 * The process of a running system that a fault takes away.
 * @param logLeader which of the nats-servers leads the stations' log: of three, that one is missed most
 */
export function victimOf(fault: FaultName, system: FiveProcesses, logLeader: number): Victim {
  const { services, servers } = system;
  switch (fault) {
    case 'session-controller':
      return serviceVictim(services.sessions[0]);
    case 'station-registry':
      return serviceVictim(services.registry[0]);
    case 'transaction-billing':
      return serviceVictim(services.billing[0]);
    case 'connection-gateway':
      return { ...serviceVictim(services.gateway.at(-1)), gateway: services.gateway.length - 1 };
    case 'postgresql':
      return serverVictim('PostgreSQL', servers.postgres);
    case 'nats-server':
      return serverVictim('nats-server', servers.nats[0]);
    case 'nats-server-of-three':
      return serverVictim(`nats-server ${logLeader + 1} of 3`, servers.nats[logLeader]);
    case 'postgresql-behind':
      return {
        title: 'PostgreSQL, behind',
        copy: () => servers.postgres.backUp(),
        away: () => servers.postgres.kill('SIGKILL'),
        back: () => servers.postgres.restartFromBackup(),
      };
    case 'session-controller-behind':
      return tablesVictim('sessions, behind', new SchemaCopy(servers, 'sessions'));
    case 'transaction-billing-behind':
      return tablesVictim('billing, behind', new SchemaCopy(servers, 'billing'));
    case 'station-registry-behind':
      return tablesVictim('registry, behind', new SchemaCopy(servers, 'registry'));
  }
}

function tablesVictim(title: string, tables: SchemaCopy): Victim {
  return { title, copy: () => tables.take(), away: () => tables.shut(), back: () => tables.putBack() };
}

function serviceVictim(process: ServiceProcess | undefined): Victim {
  if (process === undefined) throw new Error('there is no such process');
  return {
    title: process.title,
    away: (how) => process.kill(how === 'kill' ? 'SIGKILL' : 'SIGSTOP'),
    back: async (how) => {
      if (how === 'pause') process.kill('SIGCONT');
      else {
        await process.ended();
        process.start();
      }
      await until(`${process.title} to answer`, () => process.answers(), ANSWER_TIMEOUT_MS);
    },
  };
}

function serverVictim(title: string, server: EmbeddedServer | undefined): Victim {
  if (server === undefined) throw new Error('there is no such server');
  return {
    title,
    away: (how) => {
      if (how === 'pause') signalFamily(server.pid, 'SIGSTOP');
      else server.kill('SIGKILL');
    },
    back: async (how) => {
      if (how === 'pause') signalFamily(server.pid, 'SIGCONT');
      else await server.restart();
    },
  };
}

/** A process and its children: PostgreSQL answers by those, and they would go on while their parent is paused. */
function signalFamily(pid: number, signal: NodeJS.Signals): void {
  const children = readdirSync('/proc').filter((name) => {
    try {
      const stat = readFileSync(`/proc/${Number(name)}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false; // no process, or it ended meanwhile
    }
  });
  for (const one of [pid, ...children.map(Number)]) {
    try {
      process.kill(one, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
