import { patiently } from './patience';

function told() {
  const lines: string[] = [];
  const push = (line: string) => void lines.push(line);
  return { lines, logger: { warn: push, info: push } as never };
}
const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const never = new AbortController().signal;

describe('patiently', () => {
  it('tries again until it works and says what it waited for', async () => {
    const { lines, logger } = told();
    let attempts = 0;
    const attempt = async () => {
      if (++attempts < 3) throw refused();
      return 'open';
    };
    expect(await patiently('PostgreSQL', attempt, { logger, mayPass: () => true, signal: never, pauseMs: 1 })).toBe(
      'open',
    );
    expect(lines[0]).toBe('waiting for PostgreSQL: connect ECONNREFUSED');
    expect(lines.at(-1)).toBe('PostgreSQL is there');
  });

  it('reminds while an attempt waits by itself', async () => {
    const lines: string[] = [];
    let open: (value: string) => void = () => undefined;
    const attempt = () => new Promise<string>((resolve) => (open = resolve));
    const warn = (line: string) => {
      lines.push(line);
      open('open');
    };
    const logger = { warn, info: () => undefined } as never;
    const opened = patiently('NATS', attempt, { logger, mayPass: () => true, signal: never, remindMs: 5 });
    expect(await opened).toBe('open');
    expect(lines).toEqual(['waiting for NATS: no answer yet']);
  });

  it('throws at once what cannot pass by itself', async () => {
    const { logger } = told();
    const attempt = () => Promise.reject(new Error('migration failed'));
    await expect(patiently('x', attempt, { logger, mayPass: () => false, signal: never })).rejects.toThrow(
      'migration failed',
    );
  });

  it('gives up when the process is told to end', async () => {
    const { logger } = told();
    const ending = new AbortController();
    const waiting = patiently('x', () => new Promise(() => undefined), {
      logger,
      mayPass: () => true,
      signal: ending.signal,
    });
    ending.abort();
    await expect(waiting).rejects.toThrow('abort');
  });
});
