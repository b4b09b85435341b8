import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupAppender, StationLinks } from '@chargebus/messaging';
import type { WebSocket } from 'ws';
import { doorSettings, portSettings, type GatewayConfig } from '../config';
import type { AdmittedStation, ConnectionParts } from '../link/connection-parts';
import { StationConnection } from '../link/station-connection';
import { SoapDoor } from '../soap/soap-door';
import { chooseDialect } from './choose-dialect';
import { Doorkeeper, type Entered, type Refused } from './doorkeeper';
import { PendingSockets } from './pending-sockets';
import { refuseUpgrade } from './refuse-upgrade';
import { StationPorts } from './station-ports';
import { StationSockets } from './station-sockets';
import { limitedAddress, plainAddress, TrustedProxies } from './trusted-proxies';

const TICK_MS = 250;
const LAST_SEEN_MS = 3_000;
const NO_VERSION_CLOSE = 1002;
/** How long a refused station may take to read its refusal. */
const REFUSAL_MS = 2_000;
/** Closes of a drain are spread out, at most this many each 100 ms unless the time is short. */
const CLOSES_A_SLICE = 50;
const SLICE_MS = 100;

const monotonic = (): number => performance.now();
const destroy = function (this: Socket): void {
  this.destroy();
};

/** The ports that stations connect to: admits them, picks the version, and keeps their connections. */
export class GatewayServer {
  private readonly ports: StationPorts;
  private readonly doorkeeper: Doorkeeper;
  private readonly pending: PendingSockets;
  private readonly proxies: TrustedProxies;
  private readonly sockets: StationSockets;
  private readonly soap: SoapDoor | undefined;
  private readonly connections = new Set<StationConnection>();
  private readonly timers: NodeJS.Timeout[] = [];
  private draining = false;

  /** @throws Error if a TLS file cannot be read, or does not fit the others */
  constructor(
    private readonly config: GatewayConfig,
    private readonly parts: ConnectionParts,
    private readonly appender: GroupAppender,
    private readonly links: StationLinks,
  ) {
    const { logger } = parts;
    this.proxies = new TrustedProxies(config.TRUSTED_PROXIES);
    this.pending = new PendingSockets({
      total: config.MAX_PENDING_SOCKETS,
      perAddress: config.MAX_PENDING_PER_ADDRESS,
    });
    this.sockets = new StationSockets(config.MAX_FRAME_BYTES, (offered) => chooseDialect(offered, undefined));
    this.ports = new StationPorts(
      portSettings(config),
      {
        connected: (socket) => this.connected(socket),
        upgrade: (request, socket, head) => void this.upgrade(request, socket, head),
        request: (request, response) => this.soap?.take(request, response) ?? false,
        badCertificate: (remoteAddress, error) => {
          parts.counts.refusedUpgrades.inc({ reason: 'bad-certificate' });
          const event = { event: 'security', reason: 'bad-certificate', detail: String(error), remoteAddress };
          logger.warn(event, 'a client certificate was refused');
        },
      },
      logger,
    );
    const peers = {
      proxies: this.proxies,
      certificateHeader: config.CLIENT_CERT_HEADER,
      authorities: () => this.ports.authorities,
      now: parts.now,
    };
    this.doorkeeper = new Doorkeeper(doorSettings(config), peers, parts.handling.verdicts, logger);
    if (config.SOAP !== 'off') {
      this.soap = new SoapDoor(config, config.SOAP, {
        connection: parts,
        links,
        peers,
        queue: this.doorkeeper.queue,
        isShut: () => this.shutFor() !== undefined,
        admitted: (socket) => this.pending.admit(socket),
      });
    }
    appender.onUnreachable(() => this.closeAll(1013, 'try again later'));
  }

  /** @returns the ports it listens on. */
  async start(): Promise<{ plain: number; tls?: number }> {
    const listening = await this.ports.listen();
    this.timers.push(
      setInterval(() => this.tick(), TICK_MS),
      setInterval(() => void this.flushLastSeen(), LAST_SEEN_MS),
    );
    const { TLS_RELOAD_S } = this.config;
    if (TLS_RELOAD_S > 0) this.timers.push(setInterval(() => this.ports.reload(), TLS_RELOAD_S * 1_000));
    this.links.start();
    return listening;
  }

  /** Reads the TLS files anew, if they changed. */
  reloadTls(): void {
    this.ports.reload();
  }

  /**
   * Refuses new stations and new commands, closes the others (1012) a few at a time, so that they do not all knock at the
   * next gateway at once, each as soon as its calls are answered, and waits until all they reported is in the log, at most
   * DRAIN_S in all.
   */
  async stop(): Promise<void> {
    this.draining = true;
    for (const timer of this.timers) clearInterval(timer);
    const ticking = setInterval(() => this.tick(), TICK_MS);
    this.links.stopOffering();
    const open = [...this.connections];
    const stopped = this.ports.close();
    const drained = this.closeGradually(open)
      .then(() => Promise.all([...open.map((connection) => connection.finished()), this.soap?.stop()]))
      .then(() => this.flushLastSeen());
    await Promise.race([drained, sleep(this.config.DRAIN_S * 1_000, undefined, { ref: false })]);
    clearInterval(ticking);
    this.sockets.terminateAll();
    this.pending.destroyAll();
    await this.links.drain();
    await this.appender.drain();
    await stopped;
  }

  get size(): number {
    return this.connections.size;
  }

  private connected(socket: Socket): boolean {
    const address = plainAddress(socket.remoteAddress);
    const deadline = monotonic() + 2 * this.config.HANDSHAKE_TIMEOUT_MS;
    // Behind a proxy all stations have its address: only the bound on all of them holds there.
    const bounded = !this.proxies.has(address);
    const stays = this.pending.enter(socket, limitedAddress(address), { deadline, bounded });
    if (!stays) this.parts.counts.refusedUpgrades.inc({ reason: 'too-many-pending' });
    return stays;
  }

  private async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', destroy);
    try {
      const { ADMISSION_WAIT_MS, ADMIT_DEADLINE_MS } = this.config;
      this.pending.extend(socket, monotonic() + ADMISSION_WAIT_MS + ADMIT_DEADLINE_MS + REFUSAL_MS);
      const shut = this.shutFor();
      if (shut) return this.refuse(socket, shut);
      const entry = await this.doorkeeper.decide(request, monotonic);
      if (!entry.ok) return this.refuse(socket, entry);
      const shutMeanwhile = this.shutFor();
      if (shutMeanwhile) return this.refuse(socket, shutMeanwhile);
      if (!socket.destroyed) this.letIn(request, socket, head, entry);
    } catch (error) {
      this.parts.logger.error({ error, url: request.url }, 'an upgrade failed');
      this.refuse(socket, this.doorkeeper.comeAgain('fault'));
    }
  }

  /** Nobody is let in while the gateway stops, nor while there is no log to answer from (messaging rule 4). */
  private shutFor(): Refused | undefined {
    if (this.draining) return this.doorkeeper.comeAgain('draining');
    return this.appender.reachable ? undefined : this.doorkeeper.comeAgain('log-unreachable');
  }

  private letIn(request: IncomingMessage, socket: Socket, head: Buffer, entry: Entered): void {
    const { tenantId, stationId, admission, peer } = entry;
    const header = request.headers['sec-websocket-protocol'] ?? '';
    const offered = header
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const dialect = chooseDialect(offered, admission.assumeVersion ?? this.config.ASSUME_VERSION);
    const opened = (webSocket: WebSocket): void => {
      this.pending.admit(socket);
      socket.off('error', destroy);
      if (!dialect) this.closeWithoutVersion(webSocket, entry, offered);
      else this.connect(webSocket, { tenantId, stationId, dialect, admission, remoteAddress: peer.address });
    };
    this.sockets.upgrade(request, socket, head, { dialect, opened });
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
    const reason = `no common OCPP version; offered: ${offered.join(', ') || 'none'}`;
    this.traceRefusal(station, reason);
    webSocket.on('error', () => undefined);
    webSocket.close(NO_VERSION_CLOSE, reason.slice(0, 120));
  }

  private refuse(socket: Socket, entry: Refused): void {
    const { code, tenantId, stationId, status, reason } = entry;
    this.parts.counts.refusedUpgrades.inc({ reason: code });
    if (tenantId !== undefined && stationId !== undefined) {
      this.traceRefusal({ tenantId, stationId }, `refused with HTTP ${status}: ${reason}`);
    }
    this.pending.extend(socket, monotonic() + REFUSAL_MS);
    refuseUpgrade(socket, entry);
  }

  private traceRefusal({ tenantId, stationId }: { tenantId: string; stationId: string }, remark: string): void {
    const at = this.parts.now().toISOString();
    const entry = { tenantId, stationId, at, linkId: '', direction: 'out' as const, frame: '', remarks: [remark] };
    this.parts.messaging.trace(entry);
  }

  private tick(): void {
    const now = this.parts.now().getTime();
    for (const connection of this.connections) connection.tick(now, this.config.PING_INTERVAL_S * 1_000);
    this.soap?.sweep();
    this.doorkeeper.queue.sweep(monotonic());
    this.pending.sweep(monotonic());
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

  /**
   * Begins with the last of them after half of DRAIN_S; a station that leaves a call of ours without answer may take a quarter
   * more. The rest is for what the stations still have to say.
   */
  private async closeGradually(open: readonly StationConnection[]): Promise<void> {
    const deadline = monotonic() + this.config.DRAIN_S * 750;
    const retiring: Promise<void>[] = [];
    const slices = Math.max(1, Math.floor((this.config.DRAIN_S * 500) / SLICE_MS));
    const size = Math.max(CLOSES_A_SLICE, Math.ceil(open.length / slices));
    for (let from = 0; from < open.length; from += size) {
      if (from > 0) await sleep(SLICE_MS);
      for (const connection of open.slice(from, from + size)) {
        retiring.push(connection.retire(1012, 'the gateway restarts', deadline - monotonic()));
      }
    }
    await Promise.all(retiring);
  }
}
