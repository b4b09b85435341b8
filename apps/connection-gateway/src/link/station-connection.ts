import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkRef } from '@chargebus/contracts';
import type { StationLink, StationLinks } from '@chargebus/messaging';
import { Exchange, type Effect, type JsonVersion, type Outcome } from '@chargebus/ocpp-rpc';
import type { WebSocket } from 'ws';
import { BootRequests } from './boot-requests';
import { causedMessage } from './caused-messages';
import type { AdmittedStation, ConnectionParts } from './connection-parts';
import { costSite } from './cost-site';
import { CostTeller } from './cost-teller';
import { executeCommand, type CommandSite } from './execute-command';
import { handleCall, type StationCall } from './handle-call';
import { Liveness } from './liveness';
import { decideCall } from './may-call';
import { OpenCalls } from './open-calls';
import { Reading } from './reading';
import type { CostToTell } from './shown-cost';
import type { StationState } from './station-state';
import { FrameTrace } from './trace-frames';

/** How long a peer may take for its part of the closing handshake. */
const CLOSE_TIMEOUT_MS = 5_000;
const NO_REMARKS: readonly string[] = [];

/**
 * One station's socket. Frames go through the pure exchange; its effects are performed here. A station's calls are handled one
 * after the other, so that what it reports reaches the log in its own order; `connected` is always first, `disconnected` last.
 */
export class StationConnection {
  readonly linkId = randomUUID();
  readonly state: StationState;
  private readonly exchange: Exchange;
  private readonly calls = new OpenCalls();
  private readonly trace: FrameTrace;
  private readonly liveness: Liveness;
  private readonly bootRequests: BootRequests;
  private readonly reading: Reading;
  private readonly costs: CostTeller;
  private link: StationLink | undefined;
  private work: Promise<void> = Promise.resolve();
  private readonly closing: Promise<void>;

  constructor(
    private readonly socket: WebSocket,
    private readonly station: AdmittedStation,
    private readonly parts: ConnectionParts,
  ) {
    const { tenantId, stationId, dialect, admission } = station;
    this.state = {
      tenantId,
      stationId,
      dialect,
      strict: admission.strict,
      timeZone: admission.timeZone,
      evseMap: admission.evseMap,
      costDisplay: admission.costDisplay,
      registration: admission.registration,
      intervalS: undefined,
      product: parts.handling.products.of(tenantId, stationId, admission.product),
      triggered: new Map(),
      link: () => this.linkRef(),
    };
    this.exchange = new Exchange({ version: dialect.version as JsonVersion });
    this.trace = new FrameTrace(parts.messaging, station, this.linkId);
    this.liveness = new Liveness(parts.now().getTime());
    this.bootRequests = new BootRequests(this.state, this.call, () => parts.handling.verdicts.lastBoot(this.state));
    this.reading = new Reading(socket, parts.frameRate, parts.now().getTime());
    this.costs = new CostTeller(
      costSite(parts, this.state, { calls: this.calls, commands: () => this.commandSite() }),
      parts.costIntervalMs,
    );
    this.closing = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Takes the socket over; resolves when the link is open, rejects if it could not be (the socket is closed then). */
  open(links: StationLinks): Promise<void> {
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      try {
        this.receive(isBinary ? data : data.toString('utf8'));
      } catch (error) {
        // A bug that one station's frame brings to light must not end the process that thousands are connected to.
        this.parts.logger.error({ error, ...this.names() }, 'a frame could not be handled');
        this.close(1011, 'internal error');
      }
    });
    this.socket.on('ping', () => this.heard());
    this.socket.on('pong', () => this.liveness.ponged(this.heard().getTime()));
    this.socket.on('error', (error) => this.parts.logger.debug({ error, ...this.names() }, 'socket error'));
    this.socket.on('close', (code: number, reason: Buffer) => this.socketClosed(code, reason.toString('utf8')));
    const opening = this.openLink(links);
    this.work = opening.catch((error: unknown) => {
      this.parts.logger.warn({ error, ...this.names() }, 'the link could not be opened');
      this.close(1013, 'try again later');
    });
    return opening;
  }

  /** Closes the socket, also that of a peer that takes no part in it; what the station already sent is still handled. */
  close(code: number, reason: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.close(code, reason);
    this.perform(this.exchange.quit());
    const late = setTimeout(() => this.socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    this.socket.once('close', () => clearTimeout(late));
  }

  /** Closes the socket once the calls under way are answered, in both directions, at the latest after `patienceMs`. */
  async retire(code: number, reason: string, patienceMs: number): Promise<void> {
    const answered = this.calls.settled().then(() => this.work);
    await Promise.race([answered, sleep(patienceMs, undefined, { ref: false })]);
    this.close(code, reason);
  }

  /** Settles when the socket has closed, all that the station sent is handled, and its `disconnected` is in the log. */
  finished(): Promise<void> {
    return this.closing.then(() => this.work);
  }

  /** Called a few times a second: ends calls that are overdue, pings, and gives up on a silent peer. */
  tick(now: number, pingIntervalMs: number): void {
    const deadline = this.exchange.nextDeadline();
    if (deadline !== undefined && deadline <= now) {
      // What waits behind a call that is overdue cannot leave by a socket that is closing: that is no unknown outcome.
      if (this.socket.readyState !== this.socket.OPEN) this.perform(this.exchange.quit());
      this.perform(this.exchange.tick(now));
    }
    const state = this.liveness.look(now, pingIntervalMs, this.state.intervalS);
    if (state === 'gone') this.socket.terminate();
    else if (state === 'ping' && this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  private async openLink(links: StationLinks): Promise<void> {
    const { tenantId, stationId } = this.state;
    const { admission, remoteAddress } = this.station;
    this.link = await links.open({
      connected: {
        kind: 'station.connected',
        tenantId,
        stationId,
        link: this.linkRef(),
        receivedAt: this.parts.now().toISOString(),
        data: {
          remoteAddress,
          registration: admission.registration,
          securityProfile: admission.securityProfile,
        },
      },
      execute: (request) => executeCommand(request, this.commandSite()),
      superseded: () => this.close(1008, 'superseded by a newer connection of this station'),
    });
  }

  private commandSite(): CommandSite {
    return {
      dialect: this.state.dialect,
      evseMap: this.state.evseMap,
      mayCall: (action) => decideCall(this.state.registration, action),
      call: this.call,
      count: (remark) => this.count(remark),
      disconnect: (reason) => this.close(1008, reason),
    };
  }

  private readonly costToTell = (cost: CostToTell): void => this.costs.take(cost);

  private linkRef(): LinkRef {
    if (this.link) return this.link.ref();
    const { version } = this.station.dialect;
    return { id: this.linkId, gatewayId: this.parts.gatewayId, ocppVersion: version, transport: 'ws' };
  }

  private receive(data: string | Buffer): void {
    const now = this.heard();
    this.reading.came(now.getTime());
    this.parts.counts.framesIn.inc();
    const effects = this.exchange.receive(data, now.getTime());
    const remarks = remarksOf(effects);
    const isUnreadable = typeof data !== 'string' && !remarks.includes('binary-frame');
    this.trace.frame('in', isUnreadable ? `(binary, ${data.length} bytes)` : data.toString(), now, remarks);
    this.perform(effects);
  }

  private heard(): Date {
    const now = this.parts.now();
    this.liveness.heard(now.getTime());
    this.parts.lastSeen.note(this.state.tenantId, this.state.stationId, now);
    return now;
  }

  private readonly call = async (action: string, payload: object, timeoutMs: number): Promise<Outcome> => {
    // What is written to a closing socket is lost for sure: that is no unknown outcome.
    if (this.socket.readyState !== this.socket.OPEN) return { kind: 'never-sent', reason: 'closed' };
    const caused = causedMessage(action, payload);
    if (caused) this.state.triggered.set(caused.action, caused.allowance);
    const id = randomUUID();
    const ended = this.calls.begin(id);
    this.perform(this.exchange.call(id, action, payload, { timeoutMs }, this.parts.now().getTime()));
    const outcome = await ended;
    if (caused && isRefusal(outcome)) this.state.triggered.delete(caused.action);
    return outcome;
  };

  /** @param remarks of the call whose answer leaves first: they stand in the trace with that. */
  private perform(effects: Effect[], remarks: readonly string[] = NO_REMARKS): void {
    let unsaid = remarks;
    for (const effect of effects) {
      if (effect.do === 'send') {
        this.send(effect.text, unsaid);
        unsaid = NO_REMARKS;
      } else if (effect.do === 'handle') this.enqueue(effect.id, effect);
      else if (effect.do === 'settle') this.calls.settle(effect.id, effect.outcome);
      else this.count(effect.remark);
    }
  }

  private count(remark: string): void {
    this.parts.counts.remarks.inc({ remark, ...this.state.product });
  }

  private send(text: string, remarks: readonly string[]): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send(text);
    this.parts.counts.framesOut.inc();
    this.trace.frame('out', text, this.parts.now(), remarks);
  }

  private enqueue(id: string, call: StationCall): void {
    this.reading.begins();
    this.work = this.work.then(async () => {
      try {
        await this.answer(id, call);
      } finally {
        this.reading.ends();
      }
    });
  }

  private async answer(id: string, call: StationCall): Promise<void> {
    const isBoot = call.action === 'BootNotification';
    try {
      const { parts, exchange } = this;
      if (!isBoot && this.state.registration === undefined) await this.bootRequests.beforeBoot(parts.now().getTime());
      const answer = await handleCall(call, this.state, parts.handling, this.costToTell);
      for (const remark of answer.remarks) this.count(remark);
      if (answer.kind === 'result') this.perform(exchange.answer(id, answer.payload), answer.remarks);
      else {
        const { code, description, details } = answer.fault;
        this.perform(exchange.refuse(id, code, description, details), answer.remarks);
      }
      if (isBoot && parts.triggerAfterBoot.length > 0) void this.bootRequests.afterBoot(parts.triggerAfterBoot);
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

  private socketClosed(code: number, reason: string): void {
    this.reading.stop();
    this.costs.stop();
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

function remarksOf(effects: readonly Effect[]): readonly string[] {
  let remarks: string[] | undefined;
  for (const effect of effects) if (effect.do === 'remark') (remarks ??= []).push(effect.remark);
  return remarks ?? NO_REMARKS;
}

/** The station said that it will not do it, or was never asked: what it would have caused is not allowed any more. */
function isRefusal(outcome: Outcome): boolean {
  if (outcome.kind !== 'result') return outcome.kind === 'error' || outcome.kind === 'never-sent';
  return (outcome.payload as { status?: unknown }).status !== 'Accepted';
}
