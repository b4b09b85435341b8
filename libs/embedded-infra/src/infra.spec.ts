import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { startInfra } from './infra';
import { getNatsServer } from './nats-binary';
import { findNatsGreeting } from './nats-greeting';
import { findProcessMark } from './process-mark';
import { asRootForOthers, killHard, query, startSpecChild, temporaryFolders } from './spec-tools';
import { until } from './until';

const temporaryFolder = temporaryFolders();
interface ServerJson {
  pid: number;
  watchdog: { pid: number };
}

function readServer(dir: string, name: 'postgres' | 'nats'): ServerJson {
  return JSON.parse(readFileSync(join(dir, name, 'server.json'), 'utf8')) as ServerJson;
}

const isGone = (pid: number) => findProcessMark(pid) === undefined;

interface Started {
  databaseUrl: string;
  natsUrl: string;
  error?: string;
}

const startChild = (dir: string, o: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {}) =>
  startSpecChild<Started>(['infra', dir], o);

describe('the infrastructure of one folder', () => {
  const dir = join(temporaryFolder(), '.chargebus');
  const pids = () => [readServer(dir, 'postgres').pid, readServer(dir, 'nats').pid];

  it('rule 23: starts both servers, refuses a second start and names the process that has it, and stops both', async () => {
    const infra = await startInfra({ dir });
    await query(infra.databaseUrl, 'CREATE TABLE kept (n int)');
    await expect(startInfra({ dir })).rejects.toThrow(`${dir} is in use by process ${process.pid}`);
    expect((await startChild(dir)).error).toContain(`${dir} is in use by process ${process.pid}`);
    const servers = pids();
    await infra.stop();
    expect(servers.every(isGone)).toBe(true);
    expect(existsSync(join(dir, 'lock'))).toBe(false);
  });

  it('rule 23: ends the servers when the process that started them is killed, and the next start has its data', async () => {
    const { child, databaseUrl } = await startChild(dir);
    await query(databaseUrl, 'INSERT INTO kept VALUES (1)');
    const servers = pids();
    await killHard(child);
    // At once, while the watchdogs are at work: the dying servers must not be taken for running ones.
    const infra = await startInfra({ dir });
    expect(infra.databaseUrl).toBe(databaseUrl);
    expect(servers.every(isGone)).toBe(true);
    expect(await query(infra.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await infra.stop();
  });

  it('takes over the servers when their watchdogs were killed as well', async () => {
    const { child, databaseUrl, natsUrl } = await startChild(dir);
    const servers = pids();
    for (const name of ['postgres', 'nats'] as const) process.kill(readServer(dir, name).watchdog.pid, 'SIGKILL');
    await killHard(child);
    const infra = await startInfra({ dir });
    expect(pids()).toEqual(servers);
    expect(infra).toMatchObject({ databaseUrl, natsUrl });
    await infra.stop();
    expect(servers.every(isGone)).toBe(true);
  });

  it('starts a server again that dies, on the same port', async () => {
    const progress: string[] = [];
    const infra = await startInfra({ dir, onProgress: (line) => progress.push(line) });
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    const answers = () =>
      query(infra.databaseUrl, 'SELECT n FROM kept').then(
        (rows) => rows.length === 1,
        () => false,
      );
    expect(await until(answers, 60_000, 100)).toBe(true);
    expect(
      await until(async () => (await findNatsGreeting(Number(new URL(infra.natsUrl).port))) !== undefined, 60_000),
    ).toBe(true);
    expect(progress).toContain('PostgreSQL has died; starting it again ...');
    await infra.stop();
    expect(pids().every(isGone)).toBe(true);
  });

  it('starts nothing that is given by its URL', async () => {
    const given = { databaseUrl: 'postgres://db.example/x', natsUrl: 'nats://nats.example' };
    const untouched = join(temporaryFolder(), 'x');
    const infra = await startInfra({ dir: untouched, ...given });
    expect(infra).toMatchObject(given);
    await infra.stop();
    expect(existsSync(untouched)).toBe(false);
  });

  asRootForOthers('works for a normal user as well', async () => {
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    const own = join(home, 'own');
    mkdirSync(own);
    chownSync(own, 65_534, 65_534);
    const nats = await getNatsServer();
    const copy = join(home, 'nats-server');
    copyFileSync(nats, copy);
    const env = { PATH: [dirname(copy), process.env.PATH].join(delimiter), HOME: own };
    const { child, databaseUrl, error } = await startChild(join(own, '.chargebus'), { uid: 65_534, gid: 65_534, env });
    expect(error).toBeUndefined();
    expect(await query(databaseUrl, 'SELECT current_user AS me')).toEqual([{ me: 'chargebus' }]);
    const { pid } = readServer(join(own, '.chargebus'), 'postgres');
    child.kill('SIGTERM');
    expect(await until(() => isGone(pid), 60_000)).toBe(true);
  });
});
