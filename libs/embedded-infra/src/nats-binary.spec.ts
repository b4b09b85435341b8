import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getNatsServer, type NatsSource } from './nats-binary';
import { isNewEnough, parseNatsVersion } from './nats-version';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargebus-spec-'));
  env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') };
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeServer(path: string, version: string): string {
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A source that brings a server of this version and counts how often it was asked. */
function source(version: string): NatsSource & { fetched: number } {
  return {
    name: 'spec source',
    needs: 'sh',
    fetched: 0,
    async fetch(target) {
      this.fetched++;
      return writeServer(target, version);
    },
  };
}

describe('finding nats-server', () => {
  it('takes one that is on PATH and new enough', async () => {
    const path = writeServer(join(folder, 'bin', 'nats-server'), '2.10.0');
    const other = source('2.15.1');
    expect(await getNatsServer({ env, alsoIn: [], sources: [other] })).toBe(path);
    expect(other.fetched).toBe(0);
  });

  it('passes over one that is too old and fetches a private copy, once', async () => {
    writeServer(join(folder, 'bin', 'nats-server'), '2.9.10');
    const other = source('2.15.1');
    const lines: string[] = [];
    const o = { env, alsoIn: [], sources: [other], onProgress: (line: string) => lines.push(line) };
    const path = await getNatsServer(o);
    expect(path).toBe(join(folder, 'cache', 'chargebus', 'nats-server', 'nats-server'));
    expect(await getNatsServer(o)).toBe(path);
    expect(other.fetched).toBe(1);
    expect(lines).toEqual(['nats-server 2.15.1 is ready']);
  });

  it('fetches once when two starts need it at the same time', async () => {
    const other = source('2.15.1');
    await Promise.all([1, 2, 3].map(() => getNatsServer({ env, alsoIn: [], sources: [other] })));
    expect(other.fetched).toBe(1);
  });

  it('goes on to the next source when one fails or brings something too old', async () => {
    const failing: NatsSource = { ...source('0'), fetch: async () => Promise.reject(new Error('no network')) };
    const good = source('2.11.3');
    await expect(getNatsServer({ env, alsoIn: [], sources: [failing, source('2.9.0'), good] })).resolves.toMatch(
      /nats-server$/,
    );
    expect(good.fetched).toBe(1);
  });

  it('tells what was tried and what to do when nothing works', async () => {
    const tooOld = writeServer(join(folder, 'bin', 'nats-server'), '2.9.10');
    const failing: NatsSource = { ...source('0'), fetch: async () => Promise.reject(new Error('no network')) };
    const missing: NatsSource = { ...source('0'), name: 'Homebrew', needs: 'no-such-command' };
    const error = await getNatsServer({ env, alsoIn: [], sources: [failing, missing] }).catch((e: Error) => e);
    expect(String(error).split('\n')).toEqual([
      'InfraError: nats-server 2.10 or newer was not found and could not be fetched:',
      `  - ${tooOld}: version 2.9.10 is too old`,
      '  - spec source: no network',
      '  - Homebrew: there is no no-such-command on this machine',
      'Install nats-server so that it is on PATH, or set NATS_URL to a server that runs elsewhere.',
    ]);
  });
});

describe('versions of nats-server', () => {
  it.each([
    ['nats-server: v2.15.1', '2.15.1', true],
    ['nats-server: v2.10.0-RC.3', '2.10.0-RC.3', true],
    ['nats-server: v2.9.10', '2.9.10', false],
    ['nats-server: v3.0.0', '3.0.0', true],
    ['nats-server version 1.4.1', '1.4.1', false],
  ])('reads "%s"', (output, version, newEnough) => {
    expect(parseNatsVersion(output)).toBe(version);
    expect(isNewEnough(version)).toBe(newEnough);
  });
});
