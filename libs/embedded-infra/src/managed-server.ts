import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type EmbeddedServer, InfraError } from './embedded-server';
import { findFreePort, isPortFree } from './free-port';
import { endProcess, launch, logSize, logTail, type Program, signal } from './launch';
import { isAlive, isStopped, type ProcessRef, toProcessRef } from './process-mark';
import { until } from './until';
import { type Watchdog, watchOver, watchOverFor } from './watchdog';

const START_TIMEOUT_MS = 60_000;
const WATCHDOG_TIMEOUT_MS = 15_000;
/** How long a start is repeated while an earlier server's processes still hold its port or memory. */
const RETRY_FOR_MS = 10_000;

/** What differs between kinds of servers. */
export interface ServerKind {
  /** In messages: `PostgreSQL`. */
  name: string;
  /** Holds `server.json`, `server.log` and the data. Absolute. */
  dir: string;
  /** Asked for by the caller; otherwise the last one is kept if it is free. */
  port?: number;
  politeSignal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT';
  /** Deleted after the server has been stopped: for tests. */
  removeDir?: boolean;
  /** The process with whose end the server is to end; default this one. */
  ownerPid?: number;
  program(port: number): Program;
  /** Whether it serves now. Must also tell this server from a stranger on the same port. */
  ready(port: number, pid: number): Promise<boolean>;
  /** Last things before a start, when no server that is on record lives on the data. */
  beforeStart?(): Promise<void>;
  url(port: number): string;
}

interface ServerRecord extends ProcessRef {
  port: number;
  /** With whose end it ends. */
  owner: ProcessRef;
  watchdog?: ProcessRef;
  /** The command line it was started with: another one means that the running server is not what is asked for. */
  command: string;
}

/** Starts a server of this kind, or takes over the one that an earlier process left running on the same folder. */
export async function startServer(kind: ServerKind): Promise<ManagedServer> {
  mkdirSync(kind.dir, { recursive: true });
  const server = new ManagedServer(kind);
  await server.start();
  return server;
}

/** The port of the server that runs on this folder, whoever started it; undefined if none does. */
export function findRunningPort(dir: string): number | undefined {
  const record = readRecord(dir);
  return record && isAlive(record.pid, record.mark) ? record.port : undefined;
}

function readRecord(dir: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordPath(dir), 'utf8')) as ServerRecord;
  } catch {
    return undefined;
  }
}

const recordPath = (dir: string): string => join(dir, 'server.json');

/** One server process, its record on disk and its watchdog. */
export class ManagedServer implements EmbeddedServer {
  private record: ServerRecord | undefined;
  private watchdog: Watchdog | undefined;
  /** Whether it is meant to run, so that whoever supervises can tell a crash from a stop. */
  wanted = false;

  constructor(private readonly kind: ServerKind) {}

  get name(): string {
    return this.kind.name;
  }

  get url(): string {
    return this.kind.url(this.running.port);
  }

  get port(): number {
    return this.running.port;
  }

  get pid(): number {
    return this.running.pid;
  }

  alive(): boolean {
    return this.record !== undefined && isAlive(this.record.pid, this.record.mark);
  }

  async start(): Promise<void> {
    const left = readRecord(this.kind.dir);
    if (left) await this.waitForWatchdog(left);
    if (left && isAlive(left.pid, left.mark)) {
      if (await this.canReuse(left)) return this.adopt(left, false);
      await endProcess(left, this.kind.politeSignal);
    }
    await this.startFresh(this.kind.port, left?.port);
  }

  async stop(): Promise<void> {
    this.wanted = false;
    if (this.record) await endProcess(this.record, this.kind.politeSignal);
    this.watchdog?.dismiss();
    this.watchdog = undefined;
    // The record stays: the next start finds its port in it.
    if (this.kind.removeDir) rmSync(this.kind.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  kill(name: NodeJS.Signals): void {
    signal(this.running, name);
  }

  async freeze(): Promise<void> {
    const { pid } = this.running;
    this.kill('SIGSTOP');
    if (!(await until(() => isStopped(pid), 5_000))) {
      throw new InfraError(`${this.kind.name} (process ${pid}) does not stop for SIGSTOP`);
    }
  }

  thaw(): void {
    this.kill('SIGCONT');
  }

  async restart(): Promise<void> {
    const { port } = this.running;
    this.wanted = false;
    await endProcess(this.running, this.kind.politeSignal);
    this.watchdog?.dismiss();
    await this.startFresh(port, undefined);
  }

  private get running(): ServerRecord {
    if (!this.record) throw new InfraError(`${this.kind.name} in ${this.kind.dir} has not been started`);
    return this.record;
  }

  private async startFresh(fixedPort: number | undefined, lastPort: number | undefined): Promise<void> {
    await this.kind.beforeStart?.();
    if (fixedPort !== undefined) await this.waitForPort(fixedPort);
    const deadline = Date.now() + RETRY_FOR_MS;
    for (let attempt = 1; ; attempt++) {
      const kept = attempt === 1 && lastPort !== undefined && (await isPortFree(lastPort)) ? lastPort : undefined;
      try {
        return await this.startOn(fixedPort ?? kept ?? (await findFreePort()));
      } catch (error) {
        // The port went to somebody else since we looked, or children of a killed server have not noticed its end yet.
        if (Date.now() > deadline || !/in use|already exists/i.test(String(error))) throw error;
        await setTimeout(200);
      }
    }
  }

  private async waitForPort(port: number): Promise<void> {
    // A server that was killed a moment ago may hold it a little longer.
    if (await until(() => isPortFree(port), 2_000, 50)) return;
    throw new InfraError(
      `Port ${port}, meant for ${this.kind.name}, is in use by another program. Stop that program or choose another port.`,
    );
  }

  private async startOn(port: number): Promise<void> {
    const program = this.kind.program(port);
    const loggedBefore = logSize(program.logFile);
    const started = await launch(program);
    const record = { ...started, port, command: commandLine(program), owner: this.owner() };
    this.writeRecord(record);
    this.adopt(record, true);
    const settled = await until(
      async () => !this.alive() || (await this.kind.ready(port, record.pid)),
      START_TIMEOUT_MS,
    );
    if (settled && this.alive()) return;
    this.wanted = false;
    await endProcess(record, 'SIGKILL');
    this.watchdog?.dismiss();
    const why = settled ? 'ended while starting' : `was not ready within ${START_TIMEOUT_MS / 1_000} s`;
    throw new InfraError(
      `${this.kind.name} ${why}. The end of ${program.logFile}:\n${logTail(program.logFile, loggedBefore)}`,
    );
  }

  private adopt(record: ServerRecord, fresh: boolean): void {
    this.record = record;
    this.wanted = true;
    const name = this.kind.politeSignal.slice(3) as 'INT' | 'TERM' | 'QUIT';
    const args = [record.pid, name, this.kind.removeDir ? this.kind.dir : ''] as const;
    const { ownerPid } = this.kind;
    // Watching for another owner does not end with the process that started it, so it is started once.
    if (ownerPid !== undefined && !fresh) return;
    this.watchdog = ownerPid === undefined ? watchOver(...args) : watchOverFor(ownerPid, ...args);
    this.writeRecord({ ...record, owner: this.owner(), watchdog: toProcessRef(this.watchdog.pid) });
  }

  private owner(): ProcessRef {
    return toProcessRef(this.kind.ownerPid ?? process.pid);
  }

  /**
   * The owner of a server that was left may have died a moment ago: then its watchdog is about to end the server, which
   * must not be mistaken for one to go on with.
   */
  private async waitForWatchdog({ pid, mark, owner, watchdog }: ServerRecord): Promise<void> {
    if (isAlive(owner.pid, owner.mark)) {
      const mine = owner.pid === process.pid || owner.pid === this.kind.ownerPid;
      if (mine || !isAlive(pid, mark)) return;
      throw new InfraError(
        `${this.kind.name} in ${this.kind.dir} is in use by process ${owner.pid}. Stop that process first.`,
      );
    }
    if (!watchdog || (await until(() => !isAlive(watchdog.pid, watchdog.mark), WATCHDOG_TIMEOUT_MS))) return;
    await endProcess(watchdog, 'SIGKILL');
  }

  private async canReuse(left: ServerRecord): Promise<boolean> {
    if (this.kind.port !== undefined && this.kind.port !== left.port) return false;
    if (left.command !== commandLine(this.kind.program(left.port))) return false;
    // It may be paused or in the middle of its shutdown: a moment's grace, then it is replaced.
    return until(() => this.kind.ready(left.port, left.pid), 3_000, 50);
  }

  private writeRecord(record: ServerRecord): void {
    const path = recordPath(this.kind.dir);
    writeFileSync(`${path}.new`, JSON.stringify(record));
    renameSync(`${path}.new`, path);
  }
}

function commandLine(program: Program): string {
  return [program.command, ...program.args].join(' ');
}
