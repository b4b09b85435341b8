import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { BenchVersion } from './plan';
import { scripts, type Message, type Script } from './script';

/** What all stations of a generator count together. */
export interface Counts {
  measuring: boolean;
  latencies: number[];
  errors: number;
  calls: number;
}

/** One station that charges session after session. Plain `ws`, no library of ours; one call at a time, as the protocol wants. */
export class LoadStation {
  private nextId = 0;
  private session = 0;
  private script: Script;
  private answer: Record<string, unknown> = {};
  private pending: { id: string; dueAt: number; settle: (payload: Record<string, unknown>) => void } | undefined;

  private constructor(
    private readonly socket: WebSocket,
    private readonly version: BenchVersion,
    private readonly counts: Counts,
    private readonly goesOn: boolean,
  ) {
    this.script = scripts[version].session(0, goesOn);
    socket.on('message', (data) => this.received(JSON.parse((data as Buffer).toString()) as Frame));
    socket.on('close', () => {
      if (this.pending) counts.errors++;
    });
  }

  /** Connects, trying again while the server refuses. */
  static async connect(
    { url, version, goesOn }: { url: string; version: BenchVersion; goesOn: boolean },
    counts: Counts,
  ): Promise<LoadStation> {
    for (;;) {
      const socket = new WebSocket(url, [scripts[version].subprotocol], { perMessageDeflate: false });
      const opened = await new Promise<boolean>((resolve) => {
        socket.once('open', () => resolve(true)).once('error', () => resolve(false));
      });
      if (opened) return new LoadStation(socket, version, counts, goesOn);
      await pause(200 + Math.random() * 300);
    }
  }

  async boot(): Promise<void> {
    await this.call(scripts[this.version].boot, performance.now());
  }

  /**
   * Charges until `until` says so, within sessions too; goes on with the next message at the next run.
   * @param everyMs - one message in so much time; 0: each as soon as the last one is answered
   */
  async run(until: () => boolean, everyMs: number): Promise<void> {
    // Stations of a fleet are not in step.
    let dueAt = performance.now() + Math.random() * everyMs;
    while (!until()) {
      if (everyMs > 0) {
        const waitMs = dueAt - performance.now();
        if (waitMs > 0) await pause(waitMs);
        if (until()) return;
      }
      await this.step(everyMs > 0 ? dueAt : performance.now());
      dueAt += everyMs;
    }
  }

  end(): void {
    this.socket.terminate();
  }

  private async step(dueAt: number): Promise<void> {
    let next = this.script.next(this.answer);
    if (next.done === true) {
      this.script = scripts[this.version].session(++this.session, this.goesOn);
      next = this.script.next(this.answer);
    }
    this.answer = await this.call(next.value as Message, dueAt);
  }

  private call({ action, payload }: Message, dueAt: number): Promise<Record<string, unknown>> {
    return new Promise((settle) => {
      const id = String(++this.nextId);
      this.pending = { id, dueAt, settle };
      this.socket.send(JSON.stringify([2, id, action, payload]));
    });
  }

  private received(frame: Frame): void {
    const [type, id, content] = frame;
    if (type === 2) {
      if (this.counts.measuring) this.counts.calls++;
      this.socket.send(JSON.stringify([3, id, { status: 'Accepted' }]));
      return;
    }
    if (this.pending?.id !== id) return;
    const { dueAt, settle } = this.pending;
    this.pending = undefined;
    if (this.counts.measuring) {
      this.counts.latencies.push(performance.now() - dueAt);
      if (type !== 3) this.counts.errors++;
    }
    settle(type === 3 && typeof content === 'object' ? content : {});
  }
}

type Frame = [type: number, id: string, content: Record<string, unknown> | string];
