import type { Outlet } from '../outlet';
import type { Rig } from '../rig';
import type { Timer } from '../timer-wheel';
import type { ChargingProfiles } from './charging-profiles';

/** A connector as far as its limit is concerned. */
export interface Limited {
  readonly id: number;
  readonly outlet: Outlet;
  readonly transaction: { readonly startedAtMs: number } | undefined;
  limitChange: Timer | undefined;
}

export interface LimitsOptions<C> {
  rig: Rig;
  profiles: ChargingProfiles;
  connectors: readonly C[];
  /** What a connector offers may be another now. */
  changed(connector: C): void;
}

const LONGEST_TIMER_MS = 86_400_000;

/** Makes the outlets follow the charging profiles, now and when a period of theirs ends. */
export class Limits<C extends Limited> {
  constructor(private readonly o: LimitsOptions<C>) {}

  /** Profiles have changed: what may each connector draw now? */
  applyAll(): void {
    for (const connector of this.o.connectors) this.apply(connector);
  }

  apply(connector: C): void {
    const { outlet, transaction } = connector;
    const { profiles, rig } = this.o;
    const nowMs = rig.now().getTime();
    const { limitW, untilMs } = profiles.limitAt(nowMs, {
      connectorId: connector.id,
      phases: outlet.phases,
      ...(transaction ? { startedAtMs: transaction.startedAtMs } : {}),
    });
    outlet.limitTo(limitW);
    this.o.changed(connector);
    connector.limitChange?.cancel();
    const ms = Math.min(untilMs - nowMs, LONGEST_TIMER_MS);
    if (transaction && Number.isFinite(untilMs)) {
      connector.limitChange = rig.timers.after(ms, () => this.apply(connector));
    }
  }
}
