import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@chargebus/station-simulator';
import { WebSocket } from 'ws';
import { FrameSource } from './frame-source';
import { countOne, type FuzzCounts } from './fuzz-counts';
import type { RawBytes } from './raw-bytes';

/** Frames between two heartbeats that are waited for: so much is under way at most, twice. */
const FRAMES_A_PROBE = 20;
const PROBES_AT_ONCE = 2;
/** Later than this an answer counts as never. Other stations' answers are judged more strictly. */
const HANG_MS = 60_000;
const RECENT_FRAMES = 120;
const SHOWN_CHARACTERS = 400;

interface Link {
  socket: WebSocket;
  tcp: Socket;
  probes: Map<string, { answered: Promise<string>; settle(): void }>;
  /** The last frames sent, for the report of a fault. */
  recent: string[];
  /** We ended it, so its close code is none of the gateway's. */
  given: boolean;
  closed: Promise<void>;
}

/** A station that sends whatever its source gives, without waiting for answers, and comes back each time it is thrown out. */
export class OddStation {
  private link: Link | undefined;
  private readonly lingering = new Set<Link>();
  private probeCount = 0;
  private readonly answering: Random;

  constructor(
    private readonly o: {
      url: string;
      subprotocol: string;
      /** Offers permessage-deflate, and compresses what is long. */
      compress: boolean;
      /** From one frame to the next at least, ms. */
      everyMs: number;
      source: FrameSource;
      random: Random;
      counts: FuzzCounts;
    },
  ) {
    this.answering = o.random.fork('answers');
  }

  /** Sends so many frames, or until told to stop. @throws Error if the gateway does not let it in again */
  async run(frames: number, stop: () => boolean): Promise<void> {
    const { counts, source, everyMs } = this.o;
    let dueAt = performance.now();
    for (let sent = 0; sent < frames && !stop(); sent++) {
      // What was lost by being thrown out is not made up for.
      dueAt = Math.max(dueAt + everyMs, performance.now() - everyMs);
      if (dueAt > performance.now()) await pause(dueAt - performance.now());
      const link = await this.connected(stop);
      if (!link) return;
      const next = source.next();
      counts.frames++;
      if ('raw' in next) await this.sendRaw(link, next.raw);
      else {
        note(link, next.text);
        link.socket.send(next.text, ignoreError);
      }
      if (sent % FRAMES_A_PROBE === 0) await this.probe(link, PROBES_AT_ONCE - 1);
    }
  }

  /** Waits for the answers to all it sent, then leaves. Sockets that it half-closed must have ended by themselves. */
  async finish(): Promise<void> {
    if (this.link) {
      await this.probe(this.link, 0);
      this.link.given = true;
      this.link.socket.close(1000);
      this.lingering.add(this.link);
    }
    for (const link of this.lingering) {
      if (!(await Promise.race([link.closed.then(() => true), pause(HANG_MS, false, { ref: false })]))) {
        this.fault('a socket that was ended is still open on the other side', link);
      }
      link.socket.terminate();
    }
  }

  private async connected(stop: () => boolean): Promise<Link | undefined> {
    const { counts } = this.o;
    const deadline = Date.now() + HANG_MS;
    for (;;) {
      if (this.link?.socket.readyState === WebSocket.OPEN) return this.link;
      const link = await this.connect();
      if (link) {
        counts.connects++;
        return (this.link = link);
      }
      if (stop()) return undefined;
      if (Date.now() > deadline) throw new Error(`${this.o.url} was not let in for ${HANG_MS / 1_000} s`);
      await pause(50);
    }
  }

  private async connect(): Promise<Link | undefined> {
    const { url, subprotocol, compress, counts } = this.o;
    const perMessageDeflate = compress && { threshold: 1_024 };
    const socket = new WebSocket(url, [subprotocol], { perMessageDeflate });
    let tcp: Socket | undefined;
    socket.once('upgrade', (response: IncomingMessage) => (tcp = response.socket));
    let code = '';
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.message));
    await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
    if (socket.readyState !== WebSocket.OPEN || !tcp) {
      countOne(counts.refused, code);
      return undefined;
    }
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const link: Link = { socket, tcp, probes: new Map(), recent: [], given: false, closed };
    socket.on('message', (data: Buffer) => this.received(link, data.toString()));
    socket.once('close', (closeCode: number) => this.ended(link, closeCode));
    return link;
  }

  private ended(link: Link, code: number): void {
    if (!link.given) countOne(this.o.counts.closes, code);
    this.lingering.delete(link);
    for (const { settle } of link.probes.values()) settle();
    link.probes.clear();
  }

  private async sendRaw(link: Link, raw: RawBytes): Promise<void> {
    countOne(this.o.counts.raw, raw.name);
    note(link, `raw: ${raw.name}`);
    link.tcp.write(raw.bytes);
    if (raw.ends === undefined) return this.probe(link, 0);
    link.given = true;
    this.link = undefined;
    // The other side learns of it in its own time; meanwhile a newer link of the same station takes over.
    if (raw.ends === 'reset') link.tcp.resetAndDestroy();
    else {
      this.lingering.add(link);
      link.tcp.end();
    }
  }

  /** A heartbeat whose answer shows that all before it is handled. Waits until at most `open` of them are unanswered. */
  private async probe(link: Link, open: number): Promise<void> {
    const id = `probe-${++this.probeCount}`;
    let settle = (): void => undefined;
    const answered = new Promise<'answered'>((resolve) => (settle = () => resolve('answered')));
    link.probes.set(id, { answered, settle });
    link.socket.send(JSON.stringify([2, id, 'Heartbeat', {}]), ignoreError);
    while (link.probes.size > open && link.socket.readyState === WebSocket.OPEN) {
      const [oldest] = link.probes.values();
      const patience = new AbortController();
      const late = pause(HANG_MS, 'late', { signal: patience.signal, ref: false }).catch(() => 'aborted');
      const first = await Promise.race([oldest?.answered, late]);
      patience.abort();
      if (first !== 'late') continue;
      this.fault(`no answer for ${HANG_MS / 1_000} s`, link);
      link.given = true;
      link.socket.terminate();
      return;
    }
  }

  private received(link: Link, text: string): void {
    const { counts, source } = this.o;
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return this.fault(`an answer that is no JSON: ${text.slice(0, SHOWN_CHARACTERS)}`, link);
    }
    if (!Array.isArray(frame)) return this.fault(`an answer that is no frame: ${text}`, link);
    const [type, id, code, description] = frame as unknown[];
    if (type === 2) {
      counts.calls++;
      link.socket.send(source.answer(id, this.answering), ignoreError);
      return;
    }
    if (type === 3) counts.results++;
    else if (type === 4) countOne(counts.errors, String(code));
    else return this.fault(`an answer of type ${String(type)}: ${text}`, link);
    if (code === 'InternalError' && type === 4) this.fault(`InternalError (${String(description)})`, link, id);
    const probe = link.probes.get(String(id));
    link.probes.delete(String(id));
    probe?.settle();
  }

  /** @param id - of the call that it is about; without it the last frame sent is shown */
  private fault(what: string, link: Link, id?: unknown): void {
    const about = link.recent.filter((text) => id === undefined || text.includes(JSON.stringify(id))).at(-1) ?? '';
    this.o.counts.faults.push(`${this.o.url}: ${what}; after: ${about.slice(0, SHOWN_CHARACTERS)}`);
  }
}

function note(link: Link, text: string): void {
  link.recent.push(text);
  if (link.recent.length > RECENT_FRAMES) link.recent.shift();
}

/** A frame that meets a socket just closed is lost; the next one opens another. */
const ignoreError = (): void => undefined;
