import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

/** Nest reports each route and module at level `log` while it starts: of interest to a developer only. */
const CHATTY = new Set([
  'RoutesResolver',
  'RouterExplorer',
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
]);

/** Nest's own log lines, and those of its `Logger`, go to our log; Nest's context becomes the field `context`. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const texts = rest.filter((item) => typeof item === 'string');
      const context = texts.pop();
      const stack = texts.find((text) => text.includes('\n    at '));
      const to = level === 'info' && context !== undefined && CHATTY.has(context) ? 'debug' : level;
      const fields = { ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack }) };
      if (message instanceof Error) logger[to]({ ...fields, err: message }, message.message);
      else if (typeof message === 'object' && message !== null) logger[to]({ ...fields, ...message });
      else logger[to](fields, String(message));
    };
  return {
    verbose: write('debug'),
    debug: write('debug'),
    log: write('info'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
