import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { until } from '../../support/until';

/** How the station leaves its socket for the next one. */
export type Leaving =
  /** It opens the next one and leaves it to the platform to close this one. */
  | 'superseded'
  /** It opens the next one and closes this one afterwards. */
  | 'closes-late'
  /** It closes this one, then opens the next one. */
  | 'closes-first'
  /** The line breaks: nobody says anything, then it opens the next one. */
  | 'breaks';

/** A call of the platform that reached the station. */
export interface Executed {
  socket: number;
  /** Whether its answer was written to a socket that was open. */
  answered: boolean;
}

const CLOSE_PATIENCE_MS = 60_000;

/**
 * A station on plain sockets that moves from gateway to gateway. It executes each call of the platform that it reads, on
 * whichever of its sockets, and keeps count; some it answers at once, some only after a moment.
 */
export class FlappingStation {
  /** By the messageId of the DataTransfer that asked for it. */
  readonly executed = new Map<string, Executed[]>();
  readonly sockets: WebSocket[] = [];
  /** Calls of the platform that are no DataTransfer: nobody asked for those. */
  readonly unexpected: unknown[] = [];
  private readonly answers = new Map<string, unknown[]>();

  get socket(): WebSocket {
    return this.sockets.at(-1) as WebSocket;
  }

  /** Opens a socket, which is the station's own from here on. @throws if the upgrade is refused */
  async connect(url: string): Promise<void> {
    const socket = new WebSocket(url, ['ocpp1.6']);
    const number = this.sockets.length;
    socket.on('message', (data) => this.hear(number, JSON.parse((data as Buffer).toString()) as unknown[]));
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('error', () => undefined);
    this.sockets.push(socket);
  }

  async move(url: string, leaving: Leaving): Promise<void> {
    const old = this.socket;
    if (leaving === 'closes-first') old.close(1000);
    if (leaving === 'breaks') old.terminate();
    await this.connect(url);
    if (leaving === 'closes-late') old.close(1000);
  }

  /** Calls the platform over the newest socket. Undefined if that ended before the answer came. */
  async call(action: string, payload: object): Promise<any> {
    const { socket } = this;
    const id = randomUUID();
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify([2, id, action, payload]));
    const answer = await until(`the answer to ${action}`, () => {
      const came = this.answers.get(id);
      return came ?? (socket.readyState === socket.CLOSED ? ('dropped' as const) : undefined);
    });
    if (answer === 'dropped') return undefined;
    if (answer[0] !== 3) throw new Error(`${action} was answered ${JSON.stringify(answer)}`);
    return answer[2];
  }

  /** Waits until all sockets but the newest have ended. */
  async settle(): Promise<void> {
    const older = this.sockets.slice(0, -1);
    await until(
      'the older sockets to end',
      () => older.every((socket) => socket.readyState === socket.CLOSED),
      CLOSE_PATIENCE_MS,
    );
  }

  private hear(number: number, frame: unknown[]): void {
    if (frame[0] !== 2) return void this.answers.set(String(frame[1]), frame);
    const [, id, action, payload] = frame as [number, string, string, { messageId?: string }];
    if (action !== 'DataTransfer' || payload.messageId === undefined) return void this.unexpected.push(frame);
    const done: Executed = { socket: number, answered: false };
    const before = this.executed.get(payload.messageId) ?? [];
    this.executed.set(payload.messageId, [...before, done]);
    const answer = (): void => {
      const socket = this.sockets[number];
      if (socket?.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify([3, id, { status: 'Accepted' }]));
      done.answered = true;
    };
    // A station that takes its time is the one whose socket ends in the middle of a call.
    if (Number(payload.messageId) % 3 === 0) setTimeout(answer, 40);
    else answer();
  }
}
