import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How long a station may take to come to the port that it was told. */
const COME_WITHIN_MS = 30_000;

/** The ports from which those for transfers are taken; undefined: any that is free. */
export type PortRange = readonly [from: number, to: number];

/** An IPv4 address as such, also where it comes in the clothes of IPv6. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}

/** A port for one transfer, and only for the station that was told of it. */
export class DataPort {
  private readonly arrived: Promise<Socket | undefined>;

  private constructor(
    private readonly server: Server,
    station: string | undefined,
  ) {
    this.arrived = new Promise((resolve) => {
      const giveUp = setTimeout(() => server.close(), COME_WITHIN_MS).unref();
      server.on('connection', (socket: Socket) => {
        socket.on('error', () => undefined);
        // Whoever is first at a port could take what is another's.
        if (plainAddress(socket.remoteAddress) !== plainAddress(station)) return void socket.destroy();
        clearTimeout(giveUp);
        server.close();
        resolve(socket);
      });
      server.once('close', () => resolve(undefined));
    });
  }

  /** @throws Error when all ports of the range are in use */
  static async open(
    host: string | undefined,
    station: string | undefined,
    range: PortRange | undefined,
  ): Promise<DataPort> {
    const [from, to] = range ?? [0, 0];
    const count = to - from + 1;
    const start = Math.floor(Math.random() * count);
    for (let n = 0; n < count; n++) {
      const server = createServer();
      try {
        server.listen({ port: from + ((start + n) % count), host });
        await once(server, 'listening');
        return new DataPort(server, station);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error(`all ports from ${from} to ${to} are in use`);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The station's connection; undefined if it does not come. */
  connection(): Promise<Socket | undefined> {
    return this.arrived;
  }

  close(): void {
    this.server.close();
    void this.arrived.then((socket) => socket?.destroy());
  }
}
