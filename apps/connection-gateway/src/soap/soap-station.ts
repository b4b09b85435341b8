import { randomUUID } from 'node:crypto';
import { STATION_HEARD_SUBJECT, type LinkRef, type StationHeard } from '@chargebus/contracts';
import type { LeasedClaims, StationLink, StationLinks } from '@chargebus/messaging';
import type { Outcome } from '@chargebus/ocpp-rpc';
import { BootRequests } from '../link/boot-requests';
import type { AdmittedStation, ConnectionParts } from '../link/connection-parts';
import { executeCommand } from '../link/execute-command';
import { handleCall, type CallAnswer, type StationCall } from '../link/handle-call';
import { decideCall } from '../link/may-call';
import { redactFrame } from '../link/redact-frame';
import type { StationState } from '../link/station-state';
import { callStation } from './call-station';
import type { CallbackGuard } from './callback-guard';
import type { SoapService } from './soap-services';

export interface SoapStationParts {
  connection: ConnectionParts;
  links: StationLinks;
  claims: LeasedClaims;
  guard: CallbackGuard;
  maxBytes: number;
  /** It is to be admitted anew before it is heard again. */
  forget(station: SoapStation): void;
}

/** A station that never said how often: longer than any interval in the field. */
const UNTOLD_INTERVAL_S = 900;
const SILENT_INTERVALS = 2.5;
const GOING_AWAY = 1001;

/**
 * A station without a socket. What it posts goes the way of every station's report, one after the other; the gateway that
 * holds its claim has its link, and posts calls to it one at a time (messaging rule 20).
 */
export class SoapStation {
  readonly linkId = randomUUID();
  readonly state: StationState;
  private readonly bootRequests: BootRequests;
  private link: StationLink | undefined;
  private callback: string | undefined;
  private heardAt: number;
  private work: Promise<unknown> = Promise.resolve();
  private calls: Promise<unknown> = Promise.resolve();
  private readonly ownRef: LinkRef;

  constructor(
    private station: AdmittedStation,
    private readonly service: SoapService,
    private readonly parts: SoapStationParts,
  ) {
    const { tenantId, stationId, dialect, admission } = station;
    const latest = (): AdmittedStation['admission'] => this.station.admission;
    const { gatewayId, handling, now } = parts.connection;
    this.ownRef = { id: this.linkId, gatewayId, ocppVersion: dialect.version, transport: 'soap' };
    this.heardAt = now().getTime();
    this.state = {
      tenantId,
      stationId,
      dialect,
      get strict() {
        return latest().strict;
      },
      get timeZone() {
        return latest().timeZone;
      },
      evseMap: admission.evseMap,
      costDisplay: admission.costDisplay,
      registration: admission.registration,
      intervalS: undefined,
      product: handling.products.of(tenantId, stationId, admission.product),
      triggered: new Map(),
      link: () => this.link?.ref() ?? this.ownRef,
    };
    this.bootRequests = new BootRequests(this.state, this.call, () => handling.verdicts.lastBoot(this.state));
  }

  /**
   * Answers what the station posted, once it is in the log. @param from - where it says it takes calls
   * @throws whatever the log throws: then nothing is answered
   */
  answer(call: StationCall, from: string | undefined): Promise<CallAnswer> {
    const { now, lastSeen } = this.parts.connection;
    const at = now();
    this.heardAt = at.getTime();
    lastSeen.note(this.state.tenantId, this.state.stationId, at);
    if (from !== undefined) this.callback = from;
    const answered = this.work.then(() => this.take(call));
    this.work = answered.catch(() => undefined);
    return answered;
  }

  /** It was admitted again: what its operator changed meanwhile counts. How its boots were answered, it was told since. */
  readmitted(station: AdmittedStation): void {
    this.station = station;
    this.state.evseMap = station.admission.evseMap;
    this.state.registration ??= station.admission.registration;
  }

  /** What another gateway was posted by this station: it is alive, and takes calls where it said last. */
  heardElsewhere({ linkId, callback, boot }: StationHeard): void {
    if (linkId === this.linkId) return;
    this.heardAt = this.parts.connection.now().getTime();
    if (callback !== undefined) this.callback = callback;
    if (boot) Object.assign(this.state, boot);
  }

  /** Whether nothing came for 2.5 heartbeat intervals: it is not connected then. */
  isSilent(now: number): boolean {
    const intervalS = this.state.intervalS ?? UNTOLD_INTERVAL_S;
    return now - this.heardAt > SILENT_INTERVALS * intervalS * 1_000;
  }

  /** Ends the link, once all that was posted is handled; resolves when `disconnected` is in the log. */
  async end(reason: string): Promise<void> {
    const { tenantId, stationId } = this.state;
    await this.work;
    const { link } = this;
    this.link = undefined;
    await link?.close(GOING_AWAY, reason);
    await this.parts.claims.release(tenantId, stationId);
  }

  /** Copies a message to the trace; what has to stay secret is taken out of its neutral form, which stands for it then. */
  trace(
    direction: 'in' | 'out',
    xml: string,
    action: string | undefined,
    json: unknown,
    remarks: readonly string[] = [],
  ): void {
    const { messaging, now } = this.parts.connection;
    const { tenantId, stationId } = this.state;
    const redacted = redactFrame(JSON.stringify(json ?? null));
    const all = redacted === undefined ? [...remarks] : [...remarks, 'redacted'];
    messaging.trace({
      tenantId,
      stationId,
      at: now().toISOString(),
      linkId: this.linkId,
      direction,
      frame: redacted ?? xml,
      ...(action !== undefined && { action }),
      ...(all.length > 0 && { remarks: all }),
    });
  }

  private async take(call: StationCall): Promise<CallAnswer> {
    const { handling, counts, now } = this.parts.connection;
    await this.hold();
    const isBoot = call.action === 'BootNotification';
    if (!isBoot && this.state.registration === undefined) await this.bootRequests.beforeBoot(now().getTime());
    const answer = await handleCall(call, this.state, handling, () => undefined);
    for (const remark of answer.remarks) counts.remarks.inc({ remark, ...this.state.product });
    if (isBoot || !this.link) this.tellOthers(isBoot);
    return answer;
  }

  /** A station may post to any gateway, and only one of them calls it and says when it is gone. */
  private tellOthers(isBoot: boolean): void {
    const { tenantId, stationId, registration, intervalS } = this.state;
    const { messaging } = this.parts.connection;
    const boot = isBoot && registration !== undefined && intervalS !== undefined && { registration, intervalS };
    const heard: StationHeard = { tenantId, stationId, linkId: this.linkId };
    if (this.callback !== undefined) heard.callback = this.callback;
    if (boot) heard.boot = boot;
    if (messaging.healthy()) messaging.nc.publish(STATION_HEARD_SUBJECT, JSON.stringify(heard));
  }

  /** Opens the station's link if no other gateway holds it; one that does is the station's, and this one only logs. */
  private async hold(): Promise<void> {
    if (this.link) return;
    const { tenantId, stationId } = this.state;
    const { claims, links, connection } = this.parts;
    if (!(await claims.tryHold(tenantId, stationId))) return;
    const { admission, remoteAddress, dialect } = this.station;
    this.link = await links.open({
      connected: {
        kind: 'station.connected',
        tenantId,
        stationId,
        link: this.ownRef,
        receivedAt: connection.now().toISOString(),
        data: { remoteAddress, registration: admission.registration, securityProfile: admission.securityProfile },
      },
      execute: (request) =>
        executeCommand(request, {
          dialect,
          evseMap: this.state.evseMap,
          mayCall: (action) => decideCall(this.state.registration, action),
          call: this.call,
          count: (remark) => connection.counts.remarks.inc({ remark, ...this.state.product }),
          disconnect: () => this.parts.forget(this),
        }),
      superseded: () => this.parts.forget(this),
    });
  }

  /** One call after the other: a station answers one at a time. */
  private readonly call = (action: string, payload: object, timeoutMs: number): Promise<Outcome> => {
    const deadline = performance.now() + timeoutMs;
    const ended = this.calls.then((): Outcome | Promise<Outcome> => {
      const left = Math.floor(deadline - performance.now());
      if (left <= 0) return { kind: 'never-sent', reason: 'waited-too-long' };
      return callStation(this.callSite(), action, payload, left);
    });
    this.calls = ended.catch(() => undefined);
    return ended;
  };

  /** Its operators see what it tried among its security events. The call has failed already, whether or not the log is there. */
  private tellRefused(techInfo: string): void {
    const { tenantId, stationId, link } = this.state;
    const { handling, logger } = this.parts.connection;
    const head = { tenantId, stationId, link: link(), receivedAt: handling.now().toISOString() };
    handling.appender
      .append({ kind: 'station.security-event.reported', ...head, data: { type: 'CallbackRefused', techInfo } })
      .catch((error: unknown) => logger.warn({ error, tenantId, stationId }, 'a security event was not logged'));
  }

  private callSite(): Parameters<typeof callStation>[0] {
    const { tenantId, stationId } = this.state;
    const { guard, maxBytes, connection } = this.parts;
    return {
      tenantId,
      stationId,
      service: this.service,
      callback: this.station.admission.callbackUrl ?? this.callback,
      guard,
      maxBytes,
      trace: (direction, xml, action, json) => this.trace(direction, xml, action, json),
      refused: (callback, reason) => {
        const event = { event: 'security', reason: 'callback-refused', detail: reason, tenantId, stationId };
        connection.logger.warn(event, 'a call was not sent: the address a station gave is not allowed');
        this.trace('out', `(not sent to ${callback.slice(0, 200)})`, undefined, null, [`callback refused: ${reason}`]);
        this.tellRefused(`${callback.slice(0, 200)}: ${reason}`);
      },
    };
  }
}
