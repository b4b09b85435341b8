import { WebSocket } from 'ws';
import { until } from './until';

/** A station on a plain socket: frames go out as the test writes them. */
export class PlainStation {
  readonly frames: any[] = [];
  closed: { code: number; reason: string } | undefined;
  private nextId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString())));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  static async connect(url: string, protocols = ['ocpp1.6']): Promise<PlainStation> {
    const socket = new WebSocket(url, protocols);
    const station = new PlainStation(socket);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return station;
  }

  send(action: string, payload: object, id = `m${++this.nextId}`): string {
    this.socket.send(JSON.stringify([2, id, action, payload]));
    return id;
  }

  /** Sends a call and gives the whole answer frame. */
  async ask(action: string, payload: object): Promise<any> {
    const id = this.send(action, payload);
    return until(`the answer to ${action}`, () => this.answerTo(id));
  }

  answerTo(id: string): any {
    return this.frames.find((frame) => frame[0] !== 2 && frame[1] === id);
  }

  /** The calls of the platform, in their order. */
  calls(action?: string): any[] {
    return this.frames.filter(([type, , name]) => type === 2 && (action === undefined || name === action));
  }

  /** Waits for the platform's call number `nth` of that action. */
  called(action: string, nth = 1): Promise<any> {
    return until(`call ${nth} of ${action}`, () => this.calls(action)[nth - 1]);
  }

  answer(call: any, payload: object): void {
    this.socket.send(JSON.stringify([3, call[1], payload]));
  }

  /** All that was sent before has been read and answered, since answers leave in the order of their calls. */
  async caughtUp(): Promise<void> {
    await this.ask('Heartbeat', {});
  }
}
