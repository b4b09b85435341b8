import { setTimeout as pause } from 'node:timers/promises';
import { openSoap, openSocket, type Frame, type Line, type LineEnds } from './line';
import type { BenchVersion } from './plan';
import { scripts, type Message, type Script } from './script';

/** What all stations of a generator count together. */
export interface Counts {
  measuring: boolean;
  latencies: number[];
  errors: number;
  calls: number;
}

export interface StationPlace {
  url: string;
  stationId: string;
  version: BenchVersion;
  goesOn: boolean;
  /** Posts over SOAP, else by a socket. */
  soap?: boolean;
}

/** One station that charges session after session; one call at a time, as the protocol wants. */
export class LoadStation {
  private nextId = 0;
  private session = 0;
  private script: Script;
  private answer: Record<string, unknown> = {};
  private pending: { id: string; dueAt: number; settle: (payload: Record<string, unknown>) => void } | undefined;

  private line: Line | undefined;

  private constructor(
    private readonly version: BenchVersion,
    private readonly counts: Counts,
    private readonly goesOn: boolean,
  ) {
    this.script = scripts[version].session(0, goesOn);
  }

  /** Connects, trying again while the server refuses; over SOAP there is nothing to connect. */
  static async connect(o: StationPlace, counts: Counts): Promise<LoadStation> {
    const station = new LoadStation(o.version, counts, o.goesOn);
    const ends: LineEnds = {
      received: (frame) => station.received(frame),
      closed: () => {
        if (station.pending) counts.errors++;
      },
    };
    station.line = o.soap
      ? openSoap(o.url, o.stationId, ends)
      : await openSocket(`${o.url}/${o.stationId}`, scripts[o.version].subprotocol, ends);
    return station;
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
    this.line?.end();
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
      this.line?.send([2, id, action, payload]);
    });
  }

  private received(frame: Frame): void {
    const [type, id, content] = frame;
    if (type === 2) {
      if (this.counts.measuring) this.counts.calls++;
      this.line?.send([3, id, { status: 'Accepted' }]);
      return;
    }
    if (this.pending?.id !== id) return;
    const { dueAt, settle } = this.pending;
    this.pending = undefined;
    if (this.counts.measuring) {
      this.counts.latencies.push(performance.now() - dueAt);
      if (type !== 3) this.counts.errors++;
    }
    settle(type === 3 ? (content as Record<string, unknown>) : {});
  }
}
