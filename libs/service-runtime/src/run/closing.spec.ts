import { createLogger } from '../logs/logger';
import { CLOSE, Closing } from './closing';

const silent = createLogger('test', { level: 'silent' });

describe('Closing', () => {
  it('closes by rank, within a rank the last opened first, and only once', async () => {
    const closed: string[] = [];
    const closing = new Closing(silent, 5_000);
    const note = (name: string) => () => void closed.push(name);
    await closing.add(CLOSE.databases, 'a', note('database'));
    await closing.add(CLOSE.messaging, 'b', note('messaging'));
    await closing.add(CLOSE.app, 'c', note('waiting room'));
    await closing.add(CLOSE.app, 'd', note('app'));
    await closing.add(CLOSE.readiness, 'e', note('readiness'));
    expect(await Promise.all([closing.close(), closing.close()])).toEqual([true, true]);
    expect(closed).toEqual(['readiness', 'app', 'waiting room', 'messaging', 'database']);
  });

  it('goes on after a step that fails or hangs, within its time, and says it was not clean', async () => {
    const closed: string[] = [];
    const closing = new Closing(silent, 1);
    await closing.add(CLOSE.databases, 'database', () => void closed.push('database'));
    await closing.add(CLOSE.messaging, 'messaging', () => Promise.reject(new Error('lost')));
    await closing.add(CLOSE.app, 'app', () => new Promise<void>(() => undefined));
    const begun = Date.now();
    expect(await closing.close()).toBe(false);
    expect(Date.now() - begun).toBeLessThan(30_000);
    expect(closed).toEqual(['database']);
  });

  it('closes at once what opens too late, and tells those who wait', async () => {
    const closing = new Closing(silent, 1_000);
    await closing.close();
    expect(closing.signal.aborted).toBe(true);
    let late = false;
    await closing.add(CLOSE.app, 'late', () => void (late = true));
    expect(late).toBe(true);
  });
});
