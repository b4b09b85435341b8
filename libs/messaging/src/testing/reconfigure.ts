import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { EmbeddedServer } from '@chargebus/embedded-infra';

/**
 * Adds `text` to the configuration that a running nats-server was started with, and has it read again. It counts until
 * the next `restart()`.
 */
export function reconfigure(server: EmbeddedServer, text: string): void {
  const file = configFileOf(server.pid);
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  // A nats-server configuration takes JSON values, but its blocks stand outside of any braces.
  const lines = Object.entries(config).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  writeFileSync(file, `${lines.join('\n')}\n${text}`);
  server.kill('SIGHUP');
}

function configFileOf(pid: number): string {
  const proc = `/proc/${pid}/cmdline`;
  const args = existsSync(proc)
    ? readFileSync(proc, 'utf8').split('\0')
    : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
        .trim()
        .split(' ');
  return args[args.indexOf('--config') + 1]!;
}
