import { ConfigError } from './read-config';

/** The end of a process that could not start: faults of its configuration one a line, anything else with its stack. */
export function exitWithFault(error: unknown): never {
  process.stderr.write(faultText(error));
  process.exit(1);
}

/** What `exitWithFault` prints. */
export function faultText(error: unknown): string {
  if (error instanceof ConfigError) {
    return `${error.owner} cannot start; its configuration is at fault:\n${error.faults.map((fault) => `  ${fault}\n`).join('')}`;
  }
  if (!(error instanceof Error)) return `${String(error)}\n`;
  return `${isTold(error) ? error.message : (error.stack ?? error.message)}\n`;
}

/** Faults of what surrounds the process say it all in their message; a stack would only hide it. */
function isTold(error: Error & { code?: unknown }): boolean {
  return ['StreamsRefused', 'InfraError'].includes(error.name) || ['EADDRINUSE', 'EACCES'].includes(String(error.code));
}
