import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupAppender, StationLinks } from '@chargebus/messaging';
import { portFault } from '@chargebus/service-runtime';
import type { WebSocket } from 'ws';
import type { GatewayConfig } from '../config';
import type { AdmittedStation, ConnectionParts } from '../link/connection-parts';
import { StationConnection } from '../link/station-connection';
import type { AdmissionReply } from '../verdicts/verdicts';
import { readBasicCredentials } from './basic-credentials';
import { chooseDialect } from './choose-dialect';
import { refuseUpgrade } from './refuse-upgrade';
import { StationSockets } from './station-sockets';
import { parseStationUrl } from './station-url';

const TICK_MS = 250;
const LAST_SEEN_MS = 3_000;
const NO_VERSION_CLOSE = 1002;

const REFUSALS: Record<Exclude<AdmissionReply, { ok: true }>['reason'], [status: number, text: string]> = {
  'unknown-station': [404, 'unknown station'],
  'bad-credentials': [401, 'bad credentials'],
  disabled: [403, 'station disabled'],
  unavailable: [503, 'try again later'],
};

/** The port that stations connect to: admits them, picks the version, and keeps their connections. */
export class GatewayServer {
  private readonly http: Server = createServer((_request, response) => {
    response
      .writeHead(426, { 'Content-Type': 'text/plain', Upgrade: 'websocket' })
      .end('OCPP stations connect by WebSocket\n');
  });
  private readonly sockets: StationSockets;
  private readonly connections = new Set<StationConnection>();
  private readonly timers: NodeJS.Timeout[] = [];
  private draining = false;

  constructor(
    private readonly config: GatewayConfig,
    private readonly parts: ConnectionParts,
    private readonly appender: GroupAppender,
    private readonly links: StationLinks,
  ) {
    this.sockets = new StationSockets(config.MAX_FRAME_BYTES, (offered) => chooseDialect(offered, undefined));
    this.http.on('upgrade', (request, socket, head) => void this.upgrade(request, socket, head));
    appender.onUnreachable(() => this.closeAll(1013, 'try again later'));
  }

  /** @returns the port it listens on. */
  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', (error) => reject(portFault(error, 'OCPP_PORT', this.config.OCPP_PORT)));
      this.http.listen(this.config.OCPP_PORT, () => resolve());
    });
    this.timers.push(
      setInterval(() => this.tick(), TICK_MS),
      setInterval(() => void this.flushLastSeen(), LAST_SEEN_MS),
    );
    this.links.start();
    return (this.http.address() as AddressInfo).port;
  }

  /** Refuses new stations, closes the others (1012), and waits until all they reported is in the log, at most DRAIN_S. */
  async stop(): Promise<void> {
    this.draining = true;
    for (const timer of this.timers) clearInterval(timer);
    const open = [...this.connections];
    const stopped = new Promise<void>((resolve) => this.http.close(() => resolve()));
    this.closeAll(1012, 'the gateway restarts');
    const drained = Promise.all(open.map((connection) => connection.finished())).then(() => this.flushLastSeen());
    await Promise.race([drained, sleep(this.config.DRAIN_S * 1_000, undefined, { ref: false })]);
    this.sockets.terminateAll();
    await this.links.drain();
    await this.appender.drain();
    await stopped;
  }

  get size(): number {
    return this.connections.size;
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      if (this.draining || !this.appender.reachable) return this.refuse(socket, 503, 'try again later');
      const url = parseStationUrl(request.url ?? '');
      if (!url.ok) return this.refuse(socket, url.status, url.reason);
      const remoteAddress = request.socket.remoteAddress;
      const admission = await this.parts.handling.verdicts.admit({
        tenantId: url.tenantId,
        stationId: url.stationId,
        transport: 'ws',
        remoteAddress,
        basic: readBasicCredentials(request.headers.authorization),
      });
      if (!admission.ok) return this.refuse(socket, ...REFUSALS[admission.reason]);
      if (socket.destroyed) return;
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      const dialect = chooseDialect(offered.filter(Boolean), this.config.ASSUME_VERSION);
      const opened = (webSocket: WebSocket): void => {
        if (!dialect) this.closeWithoutVersion(webSocket, url, offered);
        else this.connect(webSocket, { ...url, dialect, admission, remoteAddress });
      };
      this.sockets.upgrade(request, socket, head, { dialect, opened });
    } catch (error) {
      this.parts.logger.error({ error, url: request.url }, 'an upgrade failed');
      this.refuse(socket, 503, 'try again later');
    }
  }

  private connect(webSocket: WebSocket, station: AdmittedStation): void {
    const connection = new StationConnection(webSocket, station, this.parts);
    this.connections.add(connection);
    this.parts.counts.links.set(this.connections.size);
    webSocket.on('close', () => {
      this.connections.delete(connection);
      this.parts.counts.links.set(this.connections.size);
    });
    connection.open(this.links).catch(() => undefined); // logged and closed by the connection itself
  }

  private closeWithoutVersion(
    webSocket: WebSocket,
    station: { tenantId: string; stationId: string },
    offered: string[],
  ): void {
    const reason = `no common OCPP version; offered: ${offered.filter(Boolean).join(', ') || 'none'}`;
    this.parts.messaging.trace({
      tenantId: station.tenantId,
      stationId: station.stationId,
      at: this.parts.now().toISOString(),
      linkId: '',
      direction: 'out',
      frame: '',
      remarks: [reason],
    });
    webSocket.on('error', () => undefined);
    webSocket.close(NO_VERSION_CLOSE, reason.slice(0, 120));
  }

  private refuse(socket: Duplex, status: number, reason: string): void {
    this.parts.counts.refusedUpgrades.inc({ reason });
    refuseUpgrade(socket, status, reason);
  }

  private tick(): void {
    const now = this.parts.now().getTime();
    for (const connection of this.connections) connection.tick(now, this.config.PING_INTERVAL_S * 1_000);
  }

  private async flushLastSeen(): Promise<void> {
    if (!this.appender.reachable) return;
    await this.parts.lastSeen.flush(this.parts.now()).catch((error: unknown) => {
      this.parts.logger.warn({ error }, 'last-seen times were not logged');
    });
  }

  private closeAll(code: number, reason: string): void {
    for (const connection of this.connections) connection.close(code, reason);
  }
}
