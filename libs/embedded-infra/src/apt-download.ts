import { chmodSync, copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OnProgress } from './embedded-server';
import { findNatsVersion, isNewEnough } from './nats-version';
import { type PrivateApt, withPrivateApt } from './private-apt';
import { runCommand } from './run-command';

/** Suites that carry a server new enough, by distribution: first what is known to, then what will go on to. */
const SUITES: Record<string, { suites: string[]; components: string[] }> = {
  debian: { suites: ['forky', 'sid'], components: ['main'] },
  ubuntu: { suites: ['devel'], components: ['main', 'universe'] },
};

/**
 * Gets nats-server from the distribution's own mirror, as any user; the package is unpacked, not installed.
 * @returns where the binary was put: `target`
 * @throws with the reasons of all tries
 */
export function downloadWithApt(target: string, workRoot: string, onProgress: OnProgress): Promise<string> {
  return withPrivateApt(
    ({ id }) => SUITES[id],
    workRoot,
    (apt) => {
      onProgress(`Fetching nats-server from the system's package mirror (suite ${apt.suite}), once for this user ...`);
      return downloadFrom(apt, target);
    },
  );
}

async function downloadFrom({ folder, env }: PrivateApt, target: string): Promise<string> {
  await runCommand('apt-get', ['-q', 'download', 'nats-server'], { cwd: folder, env, timeoutMs: 180_000 });
  const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (!deb) throw new Error('apt-get download brought no package');
  await runCommand('dpkg-deb', ['-x', deb, 'unpacked'], { cwd: folder, timeoutMs: 60_000 });
  const binary = ['usr/sbin', 'usr/bin']
    .map((path) => join(folder, 'unpacked', path, 'nats-server'))
    .find((path) => existsSync(path));
  const version = binary && (await findNatsVersion(binary));
  if (!version) throw new Error('its nats-server does not run on this system');
  if (!isNewEnough(version)) throw new Error(`its nats-server is too old (${version})`);
  copyFileSync(binary, target);
  chmodSync(target, 0o755);
  return target;
}
