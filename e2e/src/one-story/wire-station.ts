import { WebSocket } from 'ws';

/** An OCPP-J frame as it goes over the wire. */
export type CallFrame = [type: 2, id: string, action: string, payload: object];

/** How it answers the platform's calls, by action; any other is not implemented. May change while it is connected. */
export type Answers = Record<string, object>;

/** A station that is nothing but a socket: the story writes each frame out, and waits for its answer before the next. */
export class WireStation {
  /** The calls of the platform, in their order. */
  readonly calls: CallFrame[] = [];
  private readonly waiting = new Map<string, (frame: unknown[]) => void>();

  private constructor(
    private readonly socket: WebSocket,
    answers: Answers,
  ) {
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as unknown[];
      if (frame[0] === 2) this.answer(frame as CallFrame, answers);
      else this.waiting.get(String(frame[1]))?.(frame);
    });
  }

  private answer(call: CallFrame, answers: Answers): void {
    this.calls.push(call);
    const [, id, action] = call;
    const result = answers[action];
    this.socket.send(JSON.stringify(result ? [3, id, result] : [4, id, 'NotImplemented', '', {}]));
  }

  static async connect(url: string, subprotocol: string, answers: Answers = {}): Promise<WireStation> {
    const socket = new WebSocket(url, [subprotocol]);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new WireStation(socket, answers);
  }

  /**
   * Sends a call and waits for its result.
   * @throws if the platform refuses it
   */
  async send(frame: CallFrame): Promise<Record<string, any>> {
    const [, id, action] = frame;
    const answered = new Promise<unknown[]>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify(frame));
    const answer = await answered;
    if (answer[0] !== 3) throw new Error(`${action} was answered ${JSON.stringify(answer)}`);
    return answer[2] as Record<string, any>;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.close(1000);
    await closed;
  }
}
