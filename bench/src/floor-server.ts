import { connect, type JetStreamClient } from 'nats';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * The floor: what any gateway that logs before it answers must at least do. `ws`, JSON.parse, and grouped JetStream appends
 * (one in flight, what arrives meanwhile goes together), nothing else: no schema, no ask, no reader, no trace.
 */
class GroupedLog {
  private waiting: { text: string; done: () => void }[] = [];
  private inFlight = false;

  constructor(private readonly js: JetStreamClient) {}

  append(text: string, done: () => void): void {
    this.waiting.push({ text, done });
    if (!this.inFlight) void this.flush();
  }

  private async flush(): Promise<void> {
    this.inFlight = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, 500);
      await this.js.publish('floor.0', `[${group.map(({ text }) => text).join(',')}]`);
      for (const { done } of group) done();
    }
    this.inFlight = false;
  }
}

async function main(natsUrl: string): Promise<void> {
  const nc = await connect({ servers: natsUrl });
  const manager = await nc.jetstreamManager();
  await manager.streams.add({ name: 'FLOOR', subjects: ['floor.*'] });
  const log = new GroupedLog(nc.jetstream());
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: ([offered = '']) => offered });
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      const [, id, action] = JSON.parse(text) as [number, string, string];
      const answer = (): void => socket.send(JSON.stringify([3, id, {}]));
      if (action === 'Heartbeat') answer();
      else log.append(text, answer);
    });
  });
  server.on('listening', () => process.send?.({ port: (server.address() as { port: number }).port }));
  process.once('disconnect', () => process.exit(0));
}

void main(process.argv[2] ?? '');
