import type { Payload } from './call-lane';
import type { Rig } from './rig';
import type { Timer } from './timer-wheel';

/**
 * `once`: as OCPP wants. `again`: at each connection and whenever a heartbeat is due. `never`: a station that was accepted
 * elsewhere goes on here without a boot, unless one is triggered.
 */
export type Boots = 'once' | 'again' | 'never';

export interface RegistrationOptions {
  rig: Rig;
  boots: Boots;
  /** The BootNotification of now; `triggered` if the CSMS asked for it. */
  boot(triggered: boolean): object;
  /** 0 is no heartbeat. */
  heartbeatIntervalS(): number;
  /** The CSMS gave an interval above 0. */
  adoptInterval(seconds: number): void;
  /** Accepted and connected; `booted` is false where a connection came back without a boot. */
  accepted(booted: boolean): void;
}

/**
 * Boots until the CSMS has accepted, then beats. Acceptance outlives a connection, not a reboot (OCPP 1.6 section 4.2,
 * 2.0.1 use case B01).
 */
export class Registration {
  status: 'none' | 'Accepted' | 'Pending' | 'Rejected' = 'none';
  private timer: Timer | undefined;
  private booting = false;
  /** The CSMS asked for a boot while the answer to the one before was not read yet. */
  private asked = false;

  constructor(private readonly o: RegistrationOptions) {}

  opened(): void {
    if (this.o.boots === 'never' && this.status === 'none') this.status = 'Accepted';
    if (this.status === 'Accepted' && this.o.boots !== 'again') {
      this.beatLater();
      this.o.accepted(false);
    } else void this.boot();
  }

  closed(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  rebooted(): void {
    this.closed();
    this.status = 'none';
  }

  /** Sends a BootNotification now, and another one as often as the CSMS wants until it accepts. */
  async boot(triggered = false): Promise<void> {
    if (this.booting) {
      this.asked ||= triggered;
      return;
    }
    this.booting = true;
    this.closed();
    const { rig } = this.o;
    const outcome = await rig.lane.call('BootNotification', this.o.boot(triggered));
    this.booting = false;
    rig.counters.boots += 1;
    if (outcome.kind === 'dropped') {
      // The connection this boot was for is gone; if the next one is already open, it is booted on.
      if (rig.link.connected) void this.boot();
      return;
    }
    const retryMs = rig.options.bootRetryMs ?? 10_000;
    if (outcome.kind !== 'result') {
      rig.say(`boot not answered (${outcome.kind === 'error' ? outcome.code : outcome.kind})`);
      this.bootAfter(retryMs);
      return;
    }
    this.follow(outcome.payload, retryMs);
    const again = this.asked && this.status !== 'Accepted';
    this.asked = false;
    if (again) void this.boot(true);
  }

  async heartbeat(): Promise<void> {
    if (this.o.boots === 'again') return this.boot();
    const outcome = await this.o.rig.lane.call('Heartbeat', {});
    if (outcome.kind === 'result') this.o.rig.setClock(String(outcome.payload['currentTime']));
    if (outcome.kind !== 'dropped') this.beatLater();
  }

  private follow(answer: Payload, retryMs: number): void {
    const { rig } = this.o;
    this.status = answer['status'] as 'Accepted' | 'Pending' | 'Rejected';
    const intervalS = Number(answer['interval']);
    rig.setClock(String(answer['currentTime']));
    rig.say(`boot ${this.status.toLowerCase()}${this.status === 'Accepted' ? '' : `, again in ${intervalS} s`}`);
    if (this.status !== 'Accepted') {
      this.bootAfter(intervalS > 0 ? intervalS * 1000 : retryMs);
      return;
    }
    if (intervalS > 0) this.o.adoptInterval(intervalS);
    this.beatLater();
    this.o.accepted(true);
  }

  /** Beats on by the interval as it is now; called where it may have changed. */
  beatLater(): void {
    if (this.status !== 'Accepted') return;
    this.closed();
    const intervalS = this.o.heartbeatIntervalS();
    if (intervalS > 0) this.timer = this.o.rig.timers.after(intervalS * 1000, () => void this.heartbeat());
  }

  private bootAfter(ms: number): void {
    this.closed();
    this.timer = this.o.rig.timers.after(ms, () => void this.boot());
  }
}
