import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type AptSource,
  findDistributionMirrors,
  parseDeb822Sources,
  parseOneLineSources,
  toDeb822,
} from './apt-sources';
import type { OnProgress } from './embedded-server';
import { findNatsVersion, isNewEnough } from './nats-version';
import { runCommand } from './run-command';

/** Suites that carry a server new enough, by distribution: first what is known to, then what will go on to. */
const SUITES: Record<string, { suites: string[]; components: string[] }> = {
  debian: { suites: ['forky', 'sid'], components: ['main'] },
  ubuntu: { suites: ['devel'], components: ['main', 'universe'] },
};

/**
 * Gets nats-server from the distribution's own mirror, as any user and without changing the system: apt runs with
 * a configuration, a list of sources and a cache of its own, and the package is unpacked, not installed.
 * @returns where the binary was put: `target`
 * @throws with the reasons of all tries
 */
export async function downloadWithApt(target: string, workRoot: string, onProgress: OnProgress): Promise<string> {
  const release = readRelease();
  const wanted = SUITES[release.id];
  if (!wanted) throw new Error(`no suite is known for ${release.id}`);
  const mirrors = findDistributionMirrors(readSources('/etc/apt'), release);
  if (mirrors.length === 0) throw new Error('no mirror of the distribution is named in /etc/apt');
  const faults: string[] = [];
  for (const mirror of mirrors) {
    for (const suite of wanted.suites) {
      onProgress(`Fetching nats-server from the system's package mirror (suite ${suite}), once for this user ...`);
      try {
        return await downloadFrom({ ...mirror, suite, components: wanted.components }, target, workRoot);
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

async function downloadFrom(source: AptSource, target: string, workRoot: string): Promise<string> {
  mkdirSync(workRoot, { recursive: true });
  const work = mkdtempSync(join(workRoot, 'apt-'));
  try {
    const env = { ...process.env, APT_CONFIG: await writeAptConfig(work, source), LC_ALL: 'C' };
    await runCommand('apt-get', ['-q', 'update'], { cwd: work, env, timeoutMs: 180_000 });
    await runCommand('apt-get', ['-q', 'download', 'nats-server'], { cwd: work, env, timeoutMs: 180_000 });
    const deb = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!deb) throw new Error('apt-get download brought no package');
    await runCommand('dpkg-deb', ['-x', deb, 'unpacked'], { cwd: work, timeoutMs: 60_000 });
    const binary = ['usr/sbin', 'usr/bin']
      .map((folder) => join(work, 'unpacked', folder, 'nats-server'))
      .find((path) => existsSync(path));
    const version = binary && (await findNatsVersion(binary));
    if (!version) throw new Error('its nats-server does not run on this system');
    if (!isNewEnough(version)) throw new Error(`its nats-server is too old (${version})`);
    copyFileSync(binary, target);
    chmodSync(target, 0o755);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
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

/** The distribution as /etc/os-release names it: id `debian` or `ubuntu` also for their derivatives. */
function readRelease(): { id: string; codename: string } {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  const ids = [field('ID'), ...field('ID_LIKE').split(' ')];
  const id = ids.find((name) => name in SUITES) ?? field('ID');
  return { id, codename: (id === 'ubuntu' && field('UBUNTU_CODENAME')) || field('VERSION_CODENAME') };
}
