import { createLogger } from './logger';
import { nestLogger } from './nest-logger';

function recorded(level: 'debug' | 'info' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { lines, logger: createLogger('gateway', { level, destination }) };
}

describe('createLogger', () => {
  it('writes a JSON object a line with name, level and ISO time', () => {
    const { lines, logger } = recorded();
    logger.info({ stationId: 'CP1' }, 'connected');
    expect(lines).toEqual([
      expect.objectContaining({ name: 'gateway', level: 'info', stationId: 'CP1', msg: 'connected' }),
    ]);
    expect(String(lines[0]?.['time'])).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('blots out secrets, also inside objects', () => {
    const { lines, logger } = recorded();
    logger.info({
      password: 'hunter2',
      basic: { passwordBase64: 'hunter2' },
      request: { headers: { authorization: 'hunter2' } },
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]?.['password']).toBe('[redacted]');
  });

  it('keeps an error that follows the text, as console does', () => {
    const { lines, logger } = recorded();
    const likeConsole: Pick<Console, 'warn'> = logger;
    likeConsole.warn('append failed', new Error('no stream'));
    likeConsole.warn('append failed', { partition: 3 });
    likeConsole.warn('value %s', 'x');
    expect(lines[0]).toMatchObject({ msg: 'append failed', err: { message: 'no stream' } });
    expect(lines[1]).toMatchObject({ msg: 'append failed', partition: 3 });
    expect(lines[2]).toMatchObject({ msg: 'value x' });
  });
});

describe('nestLogger', () => {
  it("keeps Nest's context and stack, and its chatter for debugging", () => {
    const { lines, logger } = recorded();
    const nest = nestLogger(logger);
    nest.log('Mapped {/stations, GET} route', 'RouterExplorer');
    nest.log('hello', 'StationsController');
    nest.error('broken', 'Error: x\n    at y', 'Thing');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', context: 'StationsController', msg: 'hello' }),
      expect.objectContaining({ level: 'error', context: 'Thing', stack: 'Error: x\n    at y', msg: 'broken' }),
    ]);
  });
});
