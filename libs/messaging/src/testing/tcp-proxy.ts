import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, so that a test can cut, freeze and mute the line. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Bytes of the server are swallowed while this is set, as if they were lost on the way. */
  muteServer = false;
  /** Called with what the client sends, before it is passed on. */
  onClientData: ((data: Buffer) => void) | undefined;
  /** Called with what the server sends. */
  onServerData: ((data: Buffer) => void) | undefined;
  private accepting = true;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new TcpProxy(server, `nats://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (client) => proxy.join(client, connect(Number(port), hostname)));
    return proxy;
  }

  /** Ends all connections; new ones are refused until `open`. */
  cut(): void {
    this.accepting = false;
    for (const socket of this.sockets) socket.destroy();
  }

  open(): void {
    this.accepting = true;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, upstream: Socket): void {
    const ends = [client, upstream];
    if (!this.accepting) return ends.forEach((end) => void end.destroy());
    for (const end of ends) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.sockets.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    client.on('data', (data) => {
      this.onClientData?.(data);
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      this.onServerData?.(data);
      if (!this.muteServer) client.write(data);
    });
  }
}
