import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AptSource,
  findDistributionMirrors,
  parseDeb822Sources,
  parseOneLineSources,
  toDeb822,
} from './apt-sources';
import { runCommand } from './run-command';

const KNOWN = ['debian', 'ubuntu'];

/** The distribution of this machine: id `debian` or `ubuntu` also for their derivatives. */
export interface Release {
  readonly id: string;
  readonly codename: string;
}

/** Which suites and components of the distribution to look in, in this order; undefined where none is known. */
export type WantedSuites = (release: Release) => { suites: string[]; components: string[] } | undefined;

/** apt as it runs in a folder of its own: its lists are there already. */
export interface PrivateApt {
  readonly suite: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Works with packages of the distribution's own mirror, as any user and without changing the system: apt runs with a
 * configuration, a list of sources and a cache of its own, below `workRoot`, which are gone afterwards.
 * @returns what `work` returns for the first mirror and suite where it succeeds
 * @throws with the reasons of all tries
 */
export async function withPrivateApt<T>(
  wantedSuites: WantedSuites,
  workRoot: string,
  work: (apt: PrivateApt) => Promise<T>,
): Promise<T> {
  const release = readRelease();
  const wanted = wantedSuites(release);
  if (!wanted) throw new Error(`no suite is known for ${release.id}`);
  const mirrors = findDistributionMirrors(readSources('/etc/apt'), release);
  if (mirrors.length === 0) throw new Error('no mirror of the distribution is named in /etc/apt');
  const faults: string[] = [];
  for (const mirror of mirrors) {
    for (const suite of wanted.suites) {
      try {
        return await workWith({ ...mirror, suite, components: wanted.components }, workRoot, work);
      } catch (error) {
        faults.push(`suite ${suite}: ${firstAptError((error as Error).message)}`);
      }
    }
  }
  throw new Error(faults.join('; '));
}

/** apt says a lot; its lines with `E:` are the errors. */
function firstAptError(message: string): string {
  return message.split('\n').find((line) => line.startsWith('E: ')) ?? message;
}

async function workWith<T>(source: AptSource, workRoot: string, work: (apt: PrivateApt) => Promise<T>): Promise<T> {
  mkdirSync(workRoot, { recursive: true });
  const folder = mkdtempSync(join(workRoot, 'apt-'));
  try {
    const env = { ...process.env, APT_CONFIG: await writeAptConfig(folder, source), LC_ALL: 'C' };
    await runCommand('apt-get', ['-q', 'update'], { cwd: folder, env, timeoutMs: 180_000 });
    return await work({ suite: source.suite, folder, env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** apt's own settings for reaching the network (proxies and the like) are kept; its hooks, sources and folders are not. */
async function writeAptConfig(work: string, source: AptSource): Promise<string> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'sources', 'none']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  writeFileSync(join(work, 'sources/mirror.sources'), toDeb822(source));
  const systemConfig = await runCommand('apt-config', ['dump'], { timeoutMs: 30_000 });
  const settings = [
    ...systemConfig.split('\n').filter((line) => line.startsWith('Acquire::')),
    'Dir::Etc::main "/dev/null";',
    `Dir::Etc::parts "${work}/none";`,
    'Dir::Etc::sourcelist "/dev/null";',
    `Dir::Etc::sourceparts "${work}/sources";`,
    'Dir::Etc::preferences "/dev/null";',
    `Dir::Etc::preferencesparts "${work}/none";`,
    `Dir::State "${work}";`,
    `Dir::State::lists "${work}/lists";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${work}/cache";`,
    'Dir::Cache::pkgcache "";',
    'Dir::Cache::srcpkgcache "";',
    // As root apt would change to a user that cannot reach this folder. Signatures are checked all the same.
    'APT::Sandbox::User "root";',
    // Else a mirror out of reach shows only as a package that cannot be found.
    'APT::Update::Error-Mode "any";',
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    'Acquire::http::Timeout "30";',
    'Acquire::https::Timeout "30";',
  ];
  const path = join(work, 'apt.conf');
  writeFileSync(path, `${settings.join('\n')}\n`);
  return path;
}

/** All sources that this machine is configured with. */
export function readSources(etcApt: string): AptSource[] {
  const parts = join(etcApt, 'sources.list.d');
  const files = [
    join(etcApt, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((name) => join(parts, name))
      : []),
  ].filter((path) => existsSync(path));
  return files.flatMap((path) => {
    if (path.endsWith('.list')) return parseOneLineSources(readFileSync(path, 'utf8'));
    return path.endsWith('.sources') ? parseDeb822Sources(readFileSync(path, 'utf8')) : [];
  });
}

/** As /etc/os-release names it. */
function readRelease(): Release {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  const ids = [field('ID'), ...field('ID_LIKE').split(' ')];
  const id = ids.find((name) => KNOWN.includes(name)) ?? field('ID');
  return { id, codename: (id === 'ubuntu' && field('UBUNTU_CODENAME')) || field('VERSION_CODENAME') };
}
