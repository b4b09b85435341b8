import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadWithApt } from './apt-download';
import { cacheFolder } from './cache-folder';
import { lock } from './directory-lock';
import { InfraError, type OnProgress } from './embedded-server';
import { findNatsVersion, isNewEnough, MINIMUM_NATS_VERSION } from './nats-version';
import { runCommand } from './run-command';

const FETCH_TIMEOUT_MS = 600_000;

/** Folders where package managers put servers and which a normal user's PATH may lack. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/opt/homebrew/bin'];

/** Where to look and what to fetch with; all have defaults that fit the machine. */
export interface NatsBinaryOptions {
  onProgress?: OnProgress;
  env?: NodeJS.ProcessEnv;
  /** Folders to look in besides PATH; default those where package managers put servers. */
  alsoIn?: string[];
  /** Ways to get a copy, tried in this order. */
  sources?: NatsSource[];
}

/** A way to get nats-server. */
export interface NatsSource {
  name: string;
  /** The command it needs on PATH. */
  needs: string;
  /** Puts the binary at `target`, or installs it and returns where it is. */
  fetch(target: string, folder: string, onProgress: OnProgress): Promise<string>;
}

/**
 * Finds nats-server 2.10 or newer: on PATH, else in this user's cache, else fetches a private copy into that cache.
 * @throws InfraError that lists what was tried and says what to do
 */
export async function getNatsServer(o: NatsBinaryOptions = {}): Promise<string> {
  const env = o.env ?? process.env;
  const onProgress = o.onProgress ?? (() => undefined);
  const folder = join(cacheFolder(env), 'nats-server');
  const cached = join(folder, 'nats-server');
  const tried: string[] = [];
  const found = (await findOnPath(env, o.alsoIn ?? MORE_FOLDERS, tried)) ?? (await findCached(cached));
  if (found) return found;

  // Two first starts at once must not fetch twice, nor run a file that is being written.
  const held = await lock(join(folder, 'fetch.lock'), FETCH_TIMEOUT_MS);
  try {
    const fetchedByOther = await findCached(cached);
    if (fetchedByOther) return fetchedByOther;
    for (const source of o.sources ?? natsSources) {
      if (findCommands(source.needs, env, MORE_FOLDERS).length === 0) {
        tried.push(`${source.name}: there is no ${source.needs} on this machine`);
        continue;
      }
      try {
        return await fetchFrom(source, cached, folder, onProgress);
      } catch (error) {
        tried.push(`${source.name}: ${(error as Error).message}`);
      }
    }
  } finally {
    held.release();
  }
  throw new InfraError(
    [
      `nats-server ${MINIMUM_NATS_VERSION} or newer was not found and could not be fetched:`,
      ...tried.map((line) => `  - ${line}`),
      'Install nats-server so that it is on PATH, or set NATS_URL to a server that runs elsewhere.',
    ].join('\n'),
  );
}

async function fetchFrom(source: NatsSource, cached: string, folder: string, onProgress: OnProgress): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const draft = `${cached}.new`;
  rmSync(draft, { force: true });
  const path = await source.fetch(draft, folder, onProgress);
  const version = await findNatsVersion(path);
  if (!version || !isNewEnough(version)) throw new Error(`brought ${version ?? 'nothing that runs'}`);
  if (path === draft) renameSync(draft, cached);
  onProgress(`nats-server ${version} is ready`);
  return path === draft ? cached : path;
}

async function findOnPath(env: NodeJS.ProcessEnv, alsoIn: string[], tried: string[]): Promise<string | undefined> {
  for (const command of findCommands('nats-server', env, alsoIn)) {
    const version = await findNatsVersion(command);
    if (version && isNewEnough(version)) return command;
    tried.push(`${command}: ${version ? `version ${version} is too old` : 'does not run'}`);
  }
  return undefined;
}

async function findCached(path: string): Promise<string | undefined> {
  const version = existsSync(path) ? await findNatsVersion(path) : undefined;
  return version && isNewEnough(version) ? path : undefined;
}

function findCommands(name: string, env: NodeJS.ProcessEnv, alsoIn: string[]): string[] {
  const folders = new Set([...(env.PATH ?? '').split(delimiter).filter(Boolean), ...alsoIn]);
  return [...folders].map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

/** The ways that are tried, in order. */
export const natsSources: NatsSource[] = [
  { name: 'Debian packages', needs: 'apt-get', fetch: downloadWithApt },
  {
    name: 'Homebrew',
    needs: 'brew',
    async fetch(_target, _folder, onProgress) {
      onProgress('Installing nats-server with Homebrew, once for this machine ...');
      await runCommand('brew', ['install', '--quiet', 'nats-server'], { timeoutMs: FETCH_TIMEOUT_MS });
      const prefix = (await runCommand('brew', ['--prefix'], { timeoutMs: 30_000 })).trim();
      return join(prefix, 'bin', 'nats-server');
    },
  },
  {
    name: 'Docker',
    needs: 'docker',
    async fetch(target, folder, onProgress) {
      // The image holds one static Linux program: it is copied out, no container is ever run.
      if (process.platform !== 'linux') throw new Error('its image holds a Linux program');
      onProgress('Fetching the nats image with Docker, once for this user ...');
      const id = (await runCommand('docker', ['create', 'nats:2.10'], { timeoutMs: FETCH_TIMEOUT_MS })).trim();
      try {
        await runCommand('docker', ['cp', `${id}:/nats-server`, target], { timeoutMs: 60_000 });
      } finally {
        await runCommand('docker', ['rm', id], { timeoutMs: 60_000 });
      }
      if (!existsSync(target)) throw new Error(`docker cp left ${readdirSync(folder).join(', ')}`);
      chmodSync(target, 0o755);
      return target;
    },
  },
];
