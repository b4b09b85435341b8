import type { Rig } from '../rig';
import type { TransactionQueue } from '../transaction-queue';
import type { Evse } from './evse';

export interface ResetsOptions {
  rig: Rig;
  evses: readonly Evse[];
  queue: TransactionQueue;
  /** Ends the transaction of an EVSE because of a reset. */
  end(evse: Evse): void;
  /** An EVSE's status may be another now. */
  changed(evse: Evse): void;
}

/** How long a reset waits for its last events to be answered. */
const PATIENCE_MS = 3_000;

/** Resets of the station or of one EVSE, at once or when nobody charges any more (OCPP 2.0.1 B11 and B12). */
export class Resets {
  /** Why the next boot is one. */
  bootReason: 'PowerUp' | 'RemoteReset' | 'ScheduledReset' = 'PowerUp';
  private stationWaits = false;

  constructor(private readonly o: ResetsOptions) {}

  /** @returns the status of the answer, and what follows it. */
  decide(type: string, evse?: Evse): { status: 'Accepted' | 'Scheduled'; then(): void } {
    const meant = evse ? [evse] : this.o.evses;
    const busy = meant.some(({ transaction }) => transaction);
    if (type === 'OnIdle' && busy) return { status: 'Scheduled', then: () => this.schedule(meant, evse) };
    return {
      status: 'Accepted',
      then: () => {
        for (const one of meant) this.o.end(one);
        if (evse) this.resetEvse(evse);
        else this.reboot('RemoteReset');
      },
    };
  }

  /** A transaction is over: what waited for it may go. */
  transactionEnded(evse: Evse): void {
    if (this.stationWaits) {
      if (this.o.evses.every(({ transaction }) => !transaction)) this.reboot('ScheduledReset');
    } else if (evse.resetting) this.resetEvse(evse);
  }

  rebooted(): void {
    this.stationWaits = false;
    for (const evse of this.o.evses) evse.resetting = false;
  }

  private schedule(meant: readonly Evse[], evse: Evse | undefined): void {
    this.stationWaits ||= evse === undefined;
    for (const one of meant) {
      one.resetting = true;
      this.o.changed(one);
    }
  }

  private resetEvse(evse: Evse): void {
    const { rig, changed } = this.o;
    rig.say('resets', { connector: evse.id });
    evse.resetting = true;
    changed(evse);
    rig.timers.after(rig.options.rebootMs ?? 1_000, () => {
      evse.resetting = false;
      changed(evse);
    });
  }

  private reboot(reason: 'RemoteReset' | 'ScheduledReset'): void {
    const { rig, queue } = this.o;
    this.stationWaits = false;
    let rebooted = false;
    const reboot = (): void => {
      if (rebooted) return;
      rebooted = true;
      deadline.cancel();
      this.bootReason = reason;
      rig.reboot();
    };
    const deadline = rig.timers.after(PATIENCE_MS, reboot);
    void queue.empty().then(reboot);
  }
}
