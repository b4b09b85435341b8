import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Logger } from '@chargebus/service-runtime';
import type { Downloads } from '../downloads';
import { FtpSession, type FtpSettings } from './ftp-session';

/** As many stations at once; a further one is told to come again. */
const MOST_SESSIONS = 1_000;

export interface FtpServerSettings extends FtpSettings {
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Gives images by FTP, for stations that know nothing else: reading only, passive only. */
export class FtpServer {
  private readonly sessions = new Set<Socket>();
  private server: Server | undefined;

  constructor(
    private readonly settings: FtpServerSettings,
    private readonly downloads: Downloads,
    private readonly logger: Logger,
  ) {}

  /** @throws where the port is in use */
  async start(): Promise<void> {
    this.server = createServer((socket) => this.accept(socket));
    this.server.listen({ port: this.settings.port });
    await once(this.server, 'listening');
    this.logger.info(`FTP for stations on port ${this.port}`);
  }

  get port(): number {
    return (this.server?.address() as AddressInfo | null)?.port ?? this.settings.port;
  }

  /** The address that stations are told, where one is set. */
  get address(): string | undefined {
    return this.settings.address;
  }

  async stop(): Promise<void> {
    if (this.server === undefined) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sessions) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.sessions.size >= MOST_SESSIONS) {
      socket.end('421 Too many stations; try again later.\r\n');
      return;
    }
    this.sessions.add(socket);
    void new FtpSession(socket, this.downloads, this.settings, this.logger)
      .run()
      .finally(() => this.sessions.delete(socket));
  }
}
