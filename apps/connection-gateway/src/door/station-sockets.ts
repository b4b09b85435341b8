import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialect } from '@chargebus/ocpp-dialects';
import { WebSocketServer, type PerMessageDeflateOptions, type WebSocket } from 'ws';

/** Short frames gain nothing; no memory of earlier frames is kept, which would cost 300 kB a socket. */
const DEFLATE: PerMessageDeflateOptions = {
  threshold: 1_024,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  zlibDeflateOptions: { memLevel: 7 },
};

/**
 * Completes the handshakes of stations. Compression is agreed on with 2.x stations that offer it (part 4, 5.4: a CSMS must
 * support RFC 7692), never with 1.x ones, some of which offer it and cannot do it.
 */
export class StationSockets {
  private readonly plain: WebSocketServer;
  private readonly compressing: WebSocketServer;

  /** @param maxPayload longest frame in bytes, decompressed; beyond it a socket is closed with 1009. */
  constructor(maxPayload: number, choose: (offered: Iterable<string>) => Dialect | undefined) {
    // No common version: the handshake is completed without the header, then closed (OCPP-J 1.6 3.1.2).
    const handleProtocols = (offered: Set<string>): string | false => choose(offered)?.subprotocol ?? false;
    const options = { noServer: true, maxPayload, handleProtocols };
    this.plain = new WebSocketServer({ ...options, perMessageDeflate: false });
    this.compressing = new WebSocketServer({ ...options, perMessageDeflate: DEFLATE });
  }

  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    o: { dialect: Dialect | undefined; opened(socket: WebSocket): void },
  ): void {
    const mayCompress = o.dialect !== undefined && o.dialect.version.startsWith('2.');
    (mayCompress ? this.compressing : this.plain).handleUpgrade(request, socket, head, (opened) => o.opened(opened));
  }

  terminateAll(): void {
    for (const client of [...this.plain.clients, ...this.compressing.clients]) client.terminate();
  }
}
