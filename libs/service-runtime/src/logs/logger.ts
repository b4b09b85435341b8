import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';

export type Logger = PinoLogger;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const SECRETS = [
  'password',
  'passwordBase64',
  'secret',
  'authorization',
  'adminToken',
  'apiToken',
  'privateKey',
  'cookie',
];
const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export interface LoggerOptions {
  readonly level?: (typeof LOG_LEVELS)[number];
  /** Where lines go; default standard output, readable when that is a terminal, else one JSON object a line. */
  readonly destination?: DestinationStream;
}

/** The process's log: JSON lines in production, readable ones on a terminal, secrets blotted out. */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  const destination =
    options.destination ??
    (process.stdout.isTTY ? pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' }) : undefined);
  const settings = {
    name,
    level: options.level ?? 'info',
    redact: { paths: REDACTED, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { logMethod: consoleStyle },
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

/**
 * Libraries that take `Pick<Console, ...>` write `logger.warn('text', error)`; pino would drop the error. Put what
 * follows the text in front of it, unless the text has a place for it (`%s`).
 */
function consoleStyle(this: Logger, args: unknown[], method: (...args: never[]) => void): void {
  const [text, ...rest] = args;
  if (typeof text !== 'string' || rest.length === 0 || /%[sdifjoOc]/.test(text)) {
    return method.apply(this, args as never[]);
  }
  const fields: Record<string, unknown> = {};
  const more: unknown[] = [];
  for (const item of rest) {
    if (item instanceof Error) fields['err'] = item;
    else if (typeof item === 'object' && item !== null && !Array.isArray(item)) Object.assign(fields, item);
    else more.push(item);
  }
  if (more.length > 0) fields['more'] = more;
  method.apply(this, [fields, text] as never[]);
}
