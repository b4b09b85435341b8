import type { SimulatedStation } from './simulated-station';
import { sharedTimers, type Timer } from './timer-wheel';

/** Simulated seconds, from and to. */
const FIRST_CAR_S = [5, 120] as const;
const NEXT_CAR_S = [30, 600] as const;
const FINDS_CARD_S = [5, 40] as const;
const CHARGES_S = [300, 3_600] as const;
const LEAVES_S = [10, 120] as const;

/** Some drivers pull the cable instead of showing their card again. */
const PULLS_CABLE = 0.2;

/** The random day of a station: per connector a car comes, charges and leaves, for ever. */
export class Rhythm {
  private readonly timers = new Map<number, Timer>();
  private stopped = true;

  constructor(private readonly station: SimulatedStation) {}

  start(): void {
    this.stopped = false;
    for (let connector = 1; connector <= (this.station.options.connectors ?? 1); connector++) {
      this.after(FIRST_CAR_S, connector, () => this.arrive(connector));
    }
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) timer.cancel();
  }

  private arrive(connector: number): void {
    const { station } = this;
    // Whoever was started remotely, or is still here, first comes to an end.
    if (station.session(connector)) {
      this.after(CHARGES_S, connector, () => this.leave(connector));
      return;
    }
    station.plugIn(connector);
    this.after(FINDS_CARD_S, connector, () => void this.show(connector));
  }

  private async show(connector: number): Promise<void> {
    const { station } = this;
    // A session may have begun with the cable, and still want a card.
    if (station.session(connector)?.token) {
      this.after(CHARGES_S, connector, () => this.leave(connector));
      return;
    }
    const tokens = station.options.tokens ?? ['SIM-CARD'];
    const token = tokens[connector - 1] ?? station.random.pick(tokens);
    const outcome = await station.present(token, connector);
    const next = outcome === 'started' ? CHARGES_S : LEAVES_S;
    this.after(next, connector, () => this.leave(connector));
  }

  private leave(connector: number): void {
    const { station } = this;
    const running = station.session(connector);
    if (!running?.token || station.random.chance(PULLS_CABLE)) {
      this.unplug(connector);
      return;
    }
    void station.present(running.token, connector);
    this.after(LEAVES_S, connector, () => this.unplug(connector));
  }

  private unplug(connector: number): void {
    this.station.unplug(connector);
    this.after(NEXT_CAR_S, connector, () => this.arrive(connector));
  }

  private after([from, to]: readonly [number, number], connector: number, work: () => void): void {
    if (this.stopped) return;
    const speed = this.station.options.speed ?? 1;
    const ms = (this.station.random.between(from, to) * 1000) / speed;
    this.timers.set(connector, sharedTimers.after(ms, work));
  }
}
