import { randomUUID } from 'node:crypto';
import type { LinkRef } from '@chargebus/contracts';
import type { StationLink, StationLinks } from '@chargebus/messaging';
import { Exchange, type Effect, type JsonVersion, type Outcome } from '@chargebus/ocpp-rpc';
import type { WebSocket } from 'ws';
import type { AdmittedStation, ConnectionParts } from './connection-parts';
import { causedMessage } from './caused-messages';
import { executeCommand, type Call } from './execute-command';
import { handleCall, type StationCall } from './handle-call';
import type { StationState } from './station-state';
import { FrameTrace } from './trace-frames';

/** Calls of one station that may wait for their answer before we stop reading its socket. */
const PAUSE_AT = 32;
const BOOT_TRIGGER_TIMEOUT_MS = 30_000;

/**
 * One station's socket. Frames go through the pure exchange; its effects are performed here. A station's calls are handled one
 * after the other, so that what it reports reaches the log in its own order; `connected` is always first, `disconnected` last.
 */
export class StationConnection {
  readonly linkId = randomUUID();
  readonly state: StationState;
  private readonly exchange: Exchange;
  private readonly settlers = new Map<string, (outcome: Outcome) => void>();
  private readonly trace: FrameTrace;
  private link: StationLink | undefined;
  private work: Promise<void> = Promise.resolve();
  private waiting = 0;
  private bootTriggered = false;
  private closed = false;
  private lastHeardAt: number;
  private lastPingAt: number;
  private hasPonged = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly station: AdmittedStation,
    private readonly parts: ConnectionParts,
  ) {
    this.state = {
      tenantId: station.tenantId,
      stationId: station.stationId,
      dialect: station.dialect,
      strict: station.admission.strict,
      timeZone: station.admission.timeZone,
      registration: station.admission.registration,
      intervalS: undefined,
      triggered: new Map(),
      link: () => this.linkRef(),
    };
    this.exchange = new Exchange({ version: station.dialect.version as JsonVersion });
    this.trace = new FrameTrace(parts.messaging, station, this.linkId);
    this.lastHeardAt = this.lastPingAt = parts.now().getTime();
  }

  /** Takes the socket over; resolves when the link is open, rejects if it could not be (the socket is closed then). */
  open(links: StationLinks): Promise<void> {
    this.socket.on('message', (data: Buffer, isBinary: boolean) =>
      this.receive(isBinary ? data : data.toString('utf8')),
    );
    this.socket.on('ping', () => this.heard());
    this.socket.on('pong', () => {
      this.hasPonged = true;
      this.heard();
    });
    this.socket.on('error', (error) => this.parts.logger.debug({ error, ...this.names() }, 'socket error'));
    this.socket.on('close', (code: number, reason: Buffer) => this.socketClosed(code, reason.toString('utf8')));
    const opening = this.openLink(links);
    this.work = opening.catch((error: unknown) => {
      this.parts.logger.warn({ error, ...this.names() }, 'the link could not be opened');
      this.close(1013, 'try again later');
    });
    return opening;
  }

  /** Closes the socket; what the station already sent is still handled. */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Settles when all that the station sent is handled and its `disconnected` is in the log. */
  finished(): Promise<void> {
    return this.work;
  }

  /** Called a few times a second: ends calls that are overdue, pings, and gives up on a silent peer. */
  tick(now: number, pingIntervalMs: number): void {
    const deadline = this.exchange.nextDeadline();
    if (deadline !== undefined && deadline <= now) this.perform(this.exchange.tick(now));
    if (now - this.lastPingAt >= pingIntervalMs) {
      this.lastPingAt = now;
      if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
    }
    if (now - this.lastHeardAt > this.silenceAllowedMs(pingIntervalMs)) this.socket.terminate();
  }

  /** Some stations never answer pings: until one did, its heartbeat interval counts as well (messaging rule 19). */
  private silenceAllowedMs(pingIntervalMs: number): number {
    const byPing = 2 * pingIntervalMs + 5_000;
    return this.hasPonged ? byPing : Math.max(byPing, 2_500 * (this.state.intervalS ?? 0));
  }

  private async openLink(links: StationLinks): Promise<void> {
    const { admission, remoteAddress } = this.station;
    this.link = await links.open({
      connected: {
        kind: 'station.connected',
        tenantId: this.state.tenantId,
        stationId: this.state.stationId,
        link: this.linkRef(),
        receivedAt: this.parts.now().toISOString(),
        data: {
          remoteAddress,
          registration: admission.registration,
          securityProfile: admission.securityProfile,
        },
      },
      execute: (request) => executeCommand(request, this.state.dialect, this.call),
      superseded: () => this.close(1008, 'superseded by a newer connection of this station'),
    });
  }

  private linkRef(): LinkRef {
    if (this.link) return this.link.ref();
    const { version } = this.station.dialect;
    return { id: this.linkId, gatewayId: this.parts.gatewayId, ocppVersion: version, transport: 'ws' };
  }

  private receive(data: string | Buffer): void {
    const now = this.heard();
    this.parts.counts.framesIn.inc();
    const effects = this.exchange.receive(data, now.getTime());
    const remarks = effects.flatMap((effect) => (effect.do === 'remark' ? [effect.remark] : []));
    this.trace.frame('in', typeof data === 'string' ? data : `(binary, ${data.length} bytes)`, now, remarks);
    this.perform(effects);
  }

  private heard(): Date {
    const now = this.parts.now();
    this.lastHeardAt = now.getTime();
    this.parts.lastSeen.note(this.state.tenantId, this.state.stationId, now);
    return now;
  }

  private readonly call: Call = (action, payload, timeoutMs) =>
    new Promise((resolve) => {
      if (this.closed) return resolve({ kind: 'never-sent', reason: 'closed' });
      const id = randomUUID();
      this.settlers.set(id, resolve);
      const caused = causedMessage(action, payload);
      if (caused) this.state.triggered.set(caused.action, caused.allowance);
      this.perform(this.exchange.call(id, action, payload, { timeoutMs }, this.parts.now().getTime()));
    });

  private perform(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.send(effect.text);
      else if (effect.do === 'handle') this.enqueue(effect.id, effect);
      else if (effect.do === 'settle') this.settle(effect.id, effect.outcome);
      else this.parts.counts.remarks.inc({ remark: effect.remark });
    }
  }

  private send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send(text);
    this.parts.counts.framesOut.inc();
    this.trace.frame('out', text, this.parts.now());
  }

  private settle(id: string, outcome: Outcome): void {
    this.settlers.get(id)?.(outcome);
    this.settlers.delete(id);
  }

  private enqueue(id: string, call: StationCall): void {
    if (++this.waiting >= PAUSE_AT) this.socket.pause();
    this.work = this.work.then(async () => {
      try {
        await this.answer(id, call);
      } finally {
        if (--this.waiting < PAUSE_AT) this.socket.resume();
      }
    });
  }

  private async answer(id: string, call: StationCall): Promise<void> {
    if (this.state.registration === undefined && call.action !== 'BootNotification') this.triggerBoot();
    try {
      const answer = await handleCall(call, this.state, this.parts.handling);
      for (const remark of answer.remarks) this.parts.counts.remarks.inc({ remark });
      if (answer.kind === 'result') this.perform(this.exchange.answer(id, answer.payload));
      else this.perform(this.exchange.refuse(id, answer.fault.code, answer.fault.description, answer.fault.details));
    } catch (error) {
      this.answerFailed(id, call, error);
    }
  }

  /** An outage of the log is never answered: the station keeps its report and sends it again (messaging rule 4). */
  private answerFailed(id: string, call: StationCall, error: unknown): void {
    if (this.parts.isLogOutage(error)) {
      this.parts.logger.warn({ error, action: call.action, ...this.names() }, 'not logged, so not answered');
      this.perform(this.exchange.abandon(id));
      this.close(1013, 'try again later');
      return;
    }
    this.parts.logger.error({ error, action: call.action, ...this.names() }, 'a call could not be handled');
    this.perform(this.exchange.refuse(id, 'InternalError', 'the platform failed to handle this call', {}));
  }

  /** One that never booted here is asked to, once a link; one that cannot is taken as accepted, since it works already. */
  private triggerBoot(): void {
    if (this.bootTriggered) return;
    this.bootTriggered = true;
    const spelled = this.state.dialect.toCall({ type: 'trigger', message: 'boot' });
    if (!spelled.ok) {
      this.state.registration = 'accepted';
      return;
    }
    void this.call(spelled.action, spelled.payload, BOOT_TRIGGER_TIMEOUT_MS).then((outcome) => {
      const accepted =
        outcome.kind === 'result' &&
        this.state.dialect.toResult({ type: 'trigger', message: 'boot' }, outcome.payload).status === 'accepted';
      if (!accepted) this.state.registration ??= 'accepted';
    });
  }

  private socketClosed(code: number, reason: string): void {
    this.closed = true;
    this.perform(this.exchange.close());
    this.work = this.work
      .then(() => this.link?.close(code, reason))
      .catch((error: unknown) => {
        this.parts.logger.warn({ error, ...this.names() }, 'the end of a link was not logged');
      });
  }

  private names(): object {
    return { tenantId: this.state.tenantId, stationId: this.state.stationId, linkId: this.linkId };
  }
}
