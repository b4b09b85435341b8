import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import { portFault, type Logger } from '@chargebus/service-runtime';
import { markOf, readAuthorities, readTlsMaterial, type TlsMaterial, type TlsSettings } from './tls-material';

export interface PortSettings {
  port: number;
  tls?: TlsSettings & { port: number };
  /** Without TLS of our own: PEM bundles that certificates forwarded by a proxy are checked against. */
  authorities: readonly string[];
  maxHeaderBytes: number;
  /** For the TLS handshake, and again for the request's headers, ms. */
  handshakeMs: number;
}

export interface PortHandlers {
  /** A socket before anything is known of it. @returns whether it may stay. */
  connected(socket: Socket): boolean;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** A request that is no upgrade. @returns whether it is taken; else it is told to upgrade. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  /** A client certificate that was not issued by a known authority, or has expired; its socket is ended. */
  badCertificate(address: string | undefined, error: unknown): void;
}

const CHECK_EVERY_MS = 1_000;

/** The ports that stations connect to: plain always, TLS where its files are given. */
export class StationPorts {
  private readonly plain: Server;
  private readonly secure: TlsServer | undefined;
  private material: TlsMaterial | undefined;
  private readonly proxied: readonly X509Certificate[];

  /** @throws Error if a TLS file cannot be read, or does not fit the others */
  constructor(
    private readonly settings: PortSettings,
    private readonly handlers: PortHandlers,
    private readonly logger: Logger,
  ) {
    const options: ServerOptions = {
      maxHeaderSize: settings.maxHeaderBytes,
      headersTimeout: settings.handshakeMs,
      requestTimeout: settings.handshakeMs,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      noDelay: true,
    };
    const take = (request: IncomingMessage, response: ServerResponse): void => {
      // What came with a bad certificate is read before its socket is gone.
      if (request.socket.destroyed) return;
      if (!this.handlers.request(request, response)) refuseRequest(request, response);
    };
    this.plain = createServer(options, take);
    this.attend(this.plain);
    this.proxied = settings.tls ? [] : readAuthorities(settings.authorities);
    if (settings.tls === undefined) return;
    this.material = readTlsMaterial(settings.tls);
    this.secure = createTlsServer(
      {
        ...options,
        ...this.material.context,
        handshakeTimeout: settings.handshakeMs,
        requestCert: settings.tls.files.authorities.length > 0,
        // Stations without one may stay, by their own profile; one that shows a bad one is ended in `secured`.
        rejectUnauthorized: false,
      },
      take,
    );
    this.attend(this.secure);
    this.secure.on('secureConnection', (socket: TLSSocket) => this.secured(socket));
    this.secure.on('tlsClientError', (error, socket) => {
      this.logger.debug({ error, remoteAddress: socket.remoteAddress }, 'a TLS handshake failed');
      socket.destroy();
    });
  }

  /** The authorities of client certificates as last read. */
  get authorities(): readonly X509Certificate[] {
    return this.material?.authorities ?? this.proxied;
  }

  /** @returns the ports it listens on. @throws ConfigError if one is taken */
  async listen(): Promise<{ plain: number; tls?: number }> {
    const plain = await listen(this.plain, this.settings.port, 'OCPP_PORT');
    if (this.secure === undefined || this.settings.tls === undefined) return { plain };
    return { plain, tls: await listen(this.secure, this.settings.tls.port, 'OCPP_TLS_PORT') };
  }

  /** Resolves when every socket has ended too. */
  async close(): Promise<void> {
    const servers = this.secure ? [this.plain, this.secure] : [this.plain];
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  }

  /**
   * Serves what the TLS files hold now: handshakes from now on use it, open links stay. Files that do not fit are left
   * until they do, e.g. while a renewal has replaced one of two.
   * @returns whether anything changed
   */
  reload(): boolean {
    const { tls } = this.settings;
    if (this.secure === undefined || tls === undefined || markOf(tls.files) === this.material?.mark) return false;
    try {
      this.material = readTlsMaterial(tls);
      this.secure.setSecureContext(this.material.context);
      this.logger.info('TLS certificates were read anew');
      return true;
    } catch (error) {
      this.logger.error({ error }, 'new TLS files do not fit; the old ones are served');
      return false;
    }
  }

  private attend(server: Server | TlsServer): void {
    server.on('connection', (socket: Socket) => {
      if (!this.handlers.connected(socket)) socket.destroy();
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.handlers.upgrade(request, socket as Socket, head),
    );
  }

  private secured(socket: TLSSocket): void {
    if (socket.authorized || socket.getPeerX509Certificate() === undefined) return;
    this.handlers.badCertificate(socket.remoteAddress, socket.authorizationError);
    socket.destroy();
  }
}

function refuseRequest(_request: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(426, { 'Content-Type': 'text/plain', Upgrade: 'websocket', Connection: 'close' })
    .end('OCPP stations connect by WebSocket\n');
}

async function listen(server: Server | TlsServer, port: number, variable: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portFault(error, variable, port) as Error));
    server.listen(port, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}
