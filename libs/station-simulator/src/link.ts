import { WebSocket } from 'ws';
import type { Random } from './random';
import type { Timer, TimerWheel } from './timer-wheel';

export interface LinkOptions {
  url: string;
  id: string;
  subprotocol: string;
  /** Offers permessage-deflate (RFC 7692), which a CSMS must support from 2.0.1 on. */
  compresses: boolean;
  reconnectMinMs: number;
  reconnectMaxMs: number;
  random: Random;
  timers: TimerWheel;
}

export interface LinkListener {
  opened(subprotocol: string): void;
  received(text: string, binary: boolean): void;
  closed(code: number, reason: string): void;
  /** The upgrade was refused (`status`), or no connection was possible (0). */
  refused(status: number, message: string): void;
}

/** A connection that lasted this long was a good one: the back-off starts anew. */
const GOOD_CONNECTION_MS = 5_000;

/** Small frames go as they are, and no side keeps a window between frames: thousands of sockets share this memory. */
const DEFLATE = { threshold: 1_024, clientNoContextTakeover: true, serverNoContextTakeover: true };

/** The station's socket: connects, and while wanted connects again with doubling, jittered back-off. */
export class Link {
  /** Basic auth secret; takes effect at the next connect. */
  password: string | Buffer | undefined;
  /** The endpoint, e.g. `ws://localhost:9000/ocpp`; the station's id is appended, percent-encoded. As the password. */
  url: string;
  private socket: WebSocket | undefined;
  private wanted = false;
  private failures = 0;
  private openedAtMs = 0;
  private retry: Timer | undefined;
  private ping: Timer | undefined;
  private pingS = 0;
  private alive = true;

  constructor(
    private readonly o: LinkOptions,
    private readonly listener: LinkListener,
  ) {
    this.url = o.url;
  }

  get connected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Wants to be connected from now on. */
  open(): void {
    this.wanted = true;
    if (!this.socket && !this.retry) this.connect();
  }

  /** Closes with a closing handshake and stays closed until `open`. Resolves when the socket is gone. */
  async close(code = 1000, reason = ''): Promise<void> {
    const socket = this.leave();
    if (!socket) return;
    await new Promise<void>((gone) => {
      const patience = this.o.timers.after(1_000, () => socket.terminate());
      socket.once('close', () => {
        patience.cancel();
        gone();
      });
      if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
      else socket.terminate();
    });
  }

  /** The network goes away without a word, until `open`. */
  cut(): void {
    this.leave()?.terminate();
  }

  /** @returns false if there is no open socket: nothing was sent. */
  send(text: string): boolean {
    if (!this.socket || !this.connected) return false;
    this.socket.send(text);
    return true;
  }

  /** WebSocketPingInterval: a ping every so many seconds, and a dead peer noticed by the next; 0 is off. */
  pingEvery(seconds: number): void {
    this.pingS = seconds;
    this.ping?.cancel();
    this.ping = seconds > 0 && this.connected ? this.o.timers.after(seconds * 1000, () => this.sendPing()) : undefined;
  }

  private leave(): WebSocket | undefined {
    this.wanted = false;
    this.retry?.cancel();
    this.retry = undefined;
    return this.socket;
  }

  private connect(): void {
    const { id, subprotocol, compresses } = this.o;
    const { url } = this;
    const secret = this.password;
    const headers: Record<string, string> = {};
    if (secret !== undefined) {
      const credentials = Buffer.concat([Buffer.from(`${id}:`), Buffer.from(secret as string)]);
      headers['Authorization'] = `Basic ${credentials.toString('base64')}`;
    }
    const socket = new WebSocket(`${url.replace(/\/$/, '')}/${encodeURIComponent(id)}`, [subprotocol], {
      headers,
      handshakeTimeout: 10_000,
      perMessageDeflate: compresses ? DEFLATE : false,
    });
    this.socket = socket;
    let refusal: { status: number; message: string } | undefined = { status: 0, message: 'no connection' };
    socket.on('unexpected-response', (_request, response) => {
      refusal = { status: response.statusCode ?? 0, message: response.statusMessage ?? '' };
      // Destroying the request alone would leave the socket without an end: no `close`, hence no other try.
      socket.terminate();
    });
    socket.on('error', (error) => {
      if (refusal?.status === 0) refusal.message = error.message;
    });
    socket.on('open', () => {
      refusal = undefined;
      this.openedAtMs = performance.now();
      this.alive = true;
      this.pingEvery(this.pingS);
      this.listener.opened(socket.protocol);
    });
    socket.on('pong', () => (this.alive = true));
    socket.on('message', (data, binary) => {
      // Who has hung up hears nothing more, though the closing handshake takes a while.
      if (this.wanted) this.listener.received(data.toString(), binary);
    });
    socket.on('close', (code, reason) => {
      this.socket = undefined;
      this.ping?.cancel();
      if (refusal) this.listener.refused(refusal.status, refusal.message);
      else this.listener.closed(code, reason.toString());
      this.comeBack(refusal === undefined);
    });
  }

  private comeBack(wasOpen: boolean): void {
    if (!this.wanted) return;
    if (wasOpen && performance.now() - this.openedAtMs > GOOD_CONNECTION_MS) this.failures = 0;
    const base = Math.min(this.o.reconnectMaxMs, this.o.reconnectMinMs * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 20);
    this.retry = this.o.timers.after(base * this.o.random.between(0.5, 1.5), () => {
      this.retry = undefined;
      this.connect();
    });
  }

  private sendPing(): void {
    if (!this.alive) {
      this.socket?.terminate();
      return;
    }
    this.alive = false;
    this.socket?.ping();
    this.pingEvery(this.pingS);
  }
}
