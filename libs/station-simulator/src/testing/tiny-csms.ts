import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export type Payload = Record<string, unknown>;

export interface Heard {
  station: string;
  id: string;
  action: string;
  payload: Payload;
}

/** A CALLRESULT's payload, `silent` for no answer at all, or a CALLERROR. */
export type TestAnswer = object | 'silent' | { callError: string };

/**
 * The other end of a simulated station, for its own specs only: accepts all, answers as told, remembers what it heard.
 */
export class TinyCsms {
  readonly heard: Heard[] = [];
  /** Every call's frame as it came. */
  readonly texts: string[] = [];
  readonly upgrades: IncomingMessage[] = [];
  /** Answers to no call of ours. */
  readonly strays: unknown[][] = [];
  /** Per action: what to answer; default what a kind CSMS would say. */
  readonly answers: Record<string, (call: Heard) => TestAnswer> = {};
  private readonly sockets = new Map<string, WebSocket>();
  /** Of each station's last connection, e.g. `ocpp2.0.1`. */
  readonly protocols = new Map<string, string>();
  private readonly pending = new Map<string, (frame: unknown[]) => void>();
  private nextTransactionId = 1;
  private sent = 0;

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket, request) => this.welcome(socket, request));
  }

  static async listen(o: { perMessageDeflate?: boolean } = {}): Promise<TinyCsms> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...o });
    await once(server, 'listening');
    return new TinyCsms(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/ocpp`;
  }

  of(action: string): Heard[] {
    return this.heard.filter((call) => call.action === action);
  }

  /** Calls a station. Resolves with its whole answering frame. */
  call(station: string, action: string, payload: object = {}): Promise<unknown[]> {
    const id = `csms-${++this.sent}`;
    return new Promise((resolve) => {
      this.pending.set(id, resolve);
      this.sendText(station, JSON.stringify([2, id, action, payload]));
    });
  }

  /** Calls, and gives the payload of the CALLRESULT, or the error code of the CALLERROR. */
  async ask(station: string, action: string, payload: object = {}): Promise<unknown> {
    const frame = await this.call(station, action, payload);
    return frame[2];
  }

  sendText(station: string, text: string): void {
    this.sockets.get(station)?.send(text);
  }

  hangUp(station: string): void {
    this.sockets.get(station)?.terminate();
  }

  async close(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((closed) => this.server.close(closed));
  }

  private welcome(socket: WebSocket, request: IncomingMessage): void {
    const station = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    this.upgrades.push(request);
    this.sockets.set(station, socket);
    this.protocols.set(station, socket.protocol);
    socket.on('message', (data) => this.receive(station, socket, data.toString()));
  }

  private receive(station: string, socket: WebSocket, text: string): void {
    // What some stations leave in their texts is no JSON.
    const frame = JSON.parse(text.replaceAll('\u0003', '')) as unknown[];
    const [type, id, action, payload] = frame as [number, string, string, Payload];
    if (type !== 2) {
      const settle = this.pending.get(id);
      this.pending.delete(id);
      if (settle) settle(frame);
      else this.strays.push(frame);
      return;
    }
    const heard = { station, id, action, payload };
    this.texts.push(text);
    this.heard.push(heard);
    const answer = (this.answers[action] ?? ((call: Heard) => this.kindly(call)))(heard);
    if (answer === 'silent') return;
    if ('callError' in answer) socket.send(JSON.stringify([4, id, answer.callError, '', {}]));
    else socket.send(JSON.stringify([3, id, answer]));
  }

  /** The answer of a CSMS that agrees with everything. */
  kindly({ station, action, payload }: Heard): object {
    const currentTime = new Date().toISOString();
    if (this.protocols.get(station)?.startsWith('ocpp2.')) {
      const accepted = { idTokenInfo: { status: 'Accepted' } };
      if (action === 'Authorize') return accepted;
      if (action === 'TransactionEvent') return payload['idToken'] === undefined ? {} : accepted;
    }
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', currentTime, interval: 300 };
      case 'Heartbeat':
        return { currentTime };
      case 'Authorize':
        return { idTagInfo: { status: 'Accepted' } };
      case 'StartTransaction':
        return { transactionId: this.nextTransactionId++, idTagInfo: { status: 'Accepted' } };
      default:
        return {};
    }
  }
}

/** Waits until `condition` holds. @throws Error with `what` after `timeoutMs`. */
export async function until(condition: () => boolean, what: string, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    await new Promise((again) => setTimeout(again, 5));
  }
}
