import { spawn } from 'node:child_process';

/**
 * Runs a command to its end. `stdin` is an open file to read from.
 * @returns what it wrote to its standard output
 * @throws with the end of everything it wrote, when it fails or takes longer than `timeoutMs`
 */
export function runCommand(
  command: string,
  args: string[],
  o: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs: number; uid?: number; gid?: number; stdin?: number },
): Promise<string> {
  const { timeoutMs, stdin, ...options } = o;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: [stdin ?? 'ignore', 'pipe', 'pipe'] });
    // Not spawn's own timeout: its timer outlives a command that could not be run, and keeps the process waiting.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    let stdout = '';
    let all = '';
    child.stdout?.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), (all += chunk.toString())));
    child.stderr?.on('data', (chunk: Buffer) => (all += chunk.toString()));
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(stdout);
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      reject(new Error(`${command} ${args[0] ?? ''} ${how}: ${all.trim().split('\n').slice(-6).join('\n')}`));
    });
  });
}
