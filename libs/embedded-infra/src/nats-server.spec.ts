import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect, StorageType } from 'nats';
import { findFreePort } from './free-port';
import { startNats } from './nats-server';
import { findProcessMark } from './process-mark';
import { temporaryFolders } from './spec-tools';
import { testNats } from './test-servers';
import { until } from './until';

const temporaryFolder = temporaryFolders();

describe('nats-server', () => {
  it('serves JetStream from its folder and keeps a published record when it is killed and restarted', async () => {
    const server = await testNats();
    const nc = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    try {
      const manager = await nc.jetstreamManager({ timeout: 1_000 });
      await manager.streams.add({ name: 'KEPT', subjects: ['kept'], storage: StorageType.File });
      await nc.jetstream({ timeout: 30_000 }).publish('kept', 'a record');
      server.kill('SIGKILL');
      await server.restart();
      // The client may not have noticed the end of its connection yet; then the first question fails.
      const info = () => manager.streams.info('KEPT').catch(() => undefined);
      expect(await until(async () => (await info())?.state.messages === 1, 60_000)).toBe(true);
    } finally {
      await nc.close();
      await server.stop();
    }
    expect(findProcessMark(server.pid)).toBeUndefined();
  });

  it('is shared when it is started twice, and replaced when it is asked for with other settings', async () => {
    const dir = temporaryFolder();
    const first = await startNats({ dir });
    const firstPid = first.pid;
    expect((await startNats({ dir })).pid).toBe(firstPid);
    const changed = await startNats({ dir, maxPayload: 4_096 });
    try {
      expect(findProcessMark(firstPid)).toBeUndefined();
      const nc = await connect({ servers: changed.url });
      expect(nc.info?.max_payload).toBe(4_096);
      expect(nc.info?.host).toBe('127.0.0.1');
      await nc.close();
    } finally {
      await changed.stop();
    }
    expect(existsSync(join(dir, 'store'))).toBe(true);
  });

  it('refuses a port that another program uses, and takes a free one when none is asked for', async () => {
    const port = await findFreePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      await expect(startNats({ dir: temporaryFolder(), port })).rejects.toThrow(`Port ${port}, meant for nats-server`);
    } finally {
      other.close();
    }
  });

  it('bounds its store and its messages as told', async () => {
    const server = await testNats({ jetstream: { maxStoreBytes: 10_000_000 }, maxPayload: 2_048 });
    const nc = await connect({ servers: server.url });
    try {
      const manager = await nc.jetstreamManager({ timeout: 30_000 });
      const stream = { name: 'BIG', subjects: ['big'], max_bytes: 20_000_000 };
      await expect(manager.streams.add(stream)).rejects.toThrow(/insufficient storage/);
      expect(nc.info?.max_payload).toBe(2_048);
    } finally {
      await nc.close();
      await server.stop();
    }
  });
});
