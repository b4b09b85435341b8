import { Health } from './health';

describe('Health', () => {
  it('is ready when every check passes, and lists each', async () => {
    const health = new Health();
    health.add('nats', () => undefined);
    health.add('database:registry', async () => undefined);
    expect(await health.ready()).toEqual({
      ready: true,
      checks: [
        { name: 'nats', state: 'up' },
        { name: 'database:registry', state: 'up' },
      ],
    });
  });

  it('is not ready when a check fails, and says why', async () => {
    const health = new Health();
    health.add('nats', () => {
      throw new Error('not connected');
    });
    expect(await health.ready()).toEqual({
      ready: false,
      checks: [{ name: 'nats', state: 'down', error: 'not connected' }],
    });
  });

  it('counts a check that does not answer as down', async () => {
    jest.useFakeTimers();
    const health = new Health();
    health.add('database', () => new Promise<void>(() => undefined));
    const ready = health.ready();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await ready).toMatchObject({ ready: false, checks: [{ name: 'database', state: 'down' }] });
    jest.useRealTimers();
  });

  it('is not ready from the beginning of a shutdown on', async () => {
    const health = new Health();
    health.stop();
    expect((await health.ready()).ready).toBe(false);
  });
});
