import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The repository, seen from the sources and from the build alike. */
export const REPOSITORY = join(__dirname, '../../..');

const KEPT_OUTPUT = 200_000;
const PROBE_TIMEOUT_MS = 15_000;

export interface ServiceProcessOptions {
  /** For messages: `session-controller 2`. */
  title: string;
  /** Arguments for node, from the repository's root: `['apps/session-controller/dist/main.js']`. */
  args: readonly string[];
  /** All of its environment, but for PATH. */
  env: Readonly<Record<string, string>>;
  apiPort: number;
}

/** A built service in a process of its own, as it is deployed. It can be killed, paused, and started again on its port. */
export class ServiceProcess {
  readonly url: string;
  private child: ChildProcess | undefined;
  private text = '';

  constructor(readonly options: ServiceProcessOptions) {
    this.url = `http://127.0.0.1:${options.apiPort}`;
  }

  get title(): string {
    return this.options.title;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it wrote lately, over all its starts. */
  output(): string {
    return this.text;
  }

  /** Starts it and returns at once; see `ready`. */
  start(): void {
    if (this.running) throw new Error(`${this.title} runs already`);
    const child = spawn(process.execPath, [...this.options.args], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...this.options.env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => (this.text = `${this.text}${data.toString()}`.slice(-KEPT_OUTPUT)));
    }
    // Whoever started it may end by a signal of its own, and it would live on.
    const orphaned = (): void => void child.kill('SIGKILL');
    process.once('exit', orphaned);
    child.once('exit', () => process.off('exit', orphaned));
    child.once('exit', (code, signal) => (this.text += `[${this.title} ended: ${signal ?? code}]\n`));
    this.child = child;
  }

  /** Sends a signal and returns at once. */
  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Resolves when the process is gone. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (child === undefined) return null;
    if (this.running) await new Promise((resolve) => child.once('exit', resolve));
    return child.exitCode;
  }

  /** Ends it as an orchestrator does; gives the exit code, null if it had to be killed. */
  async stop(patienceMs = 40_000): Promise<number | null> {
    if (!this.running) return this.child?.exitCode ?? null;
    const last = setTimeout(() => this.kill('SIGKILL'), patienceMs);
    this.kill('SIGCONT');
    this.kill('SIGTERM');
    const code = await this.ended();
    clearTimeout(last);
    return code;
  }

  /** Whether it answers HTTP at all, ready or not. */
  async answers(): Promise<boolean> {
    return (await this.statusOf('/health/live')) !== undefined;
  }

  /** Whether it says that calls make sense now. */
  async ready(): Promise<boolean> {
    return (await this.statusOf('/health/ready')) === 200;
  }

  private async statusOf(path: string): Promise<number | undefined> {
    try {
      const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    }
  }
}
