import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock, tryLock } from './directory-lock';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargebus-spec-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a lock file', () => {
  it('is held by one holder at a time, who is named to others', async () => {
    const first = await tryLock(path);
    expect((await tryLock(path)).heldBy).toEqual({ pid: process.pid });
    first.held?.release();
    expect((await tryLock(path)).heldBy).toBeUndefined();
  });

  it('is taken over from a process that has died', async () => {
    const { pid } = spawnSync('true');
    writeFileSync(path, JSON.stringify({ id: 'x', pid, mark: 'long ago' }));
    expect((await tryLock(path)).heldBy).toBeUndefined();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('is taken over when its pid went to another process', async () => {
    const stranger = spawn('sleep', ['60']);
    try {
      writeFileSync(path, JSON.stringify({ id: 'x', pid: stranger.pid, mark: 'of an earlier process' }));
      expect((await tryLock(path)).heldBy).toBeUndefined();
    } finally {
      stranger.kill();
    }
  });

  it('is taken over when the file is damaged, or a take-over was itself interrupted', async () => {
    writeFileSync(path, '');
    writeFileSync(`${path}.takeover`, JSON.stringify({ id: 'y', pid: 1, mark: 'of an earlier boot' }));
    expect((await tryLock(path)).heldBy).toBeUndefined();
  });

  it('goes to exactly one of many who find it stale at once', async () => {
    writeFileSync(path, JSON.stringify({ id: 'x', pid: process.pid, mark: 'of an earlier process' }));
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)));
    expect(attempts.filter(({ held }) => held)).toHaveLength(1);
  });

  it('is waited for, in turn, and leaves no other files behind', async () => {
    let inside = 0;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const held = await lock(path, 60_000);
        expect(++inside).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        held.release();
      }),
    );
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the holder when waiting for it takes too long', async () => {
    await tryLock(path);
    await expect(lock(path, 200)).rejects.toThrow(`held by process ${process.pid}`);
  });
});
