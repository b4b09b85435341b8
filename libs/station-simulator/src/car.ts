import type { Random } from './random';

export interface CarOptions {
  capacityWh: number;
  socPercent: number;
  /** What its on-board charger takes at most. */
  maxPowerW: number;
  phases: 1 | 3;
}

/** Seconds from closing the relay to full power. */
const RAMP_S = 20;
/** Above this the battery takes less and less. */
const TAPER_FROM_PERCENT = 80;
/** What it still takes just before it is full, as a share of its maximum. */
const TAPER_TO = 0.08;

/** A car's battery as a station sees it: what it draws now, and how full it gets. */
export class Car {
  readonly phases: 1 | 3;
  private storedWh: number;

  constructor(private readonly o: CarOptions) {
    this.phases = o.phases;
    this.storedWh = (o.capacityWh * o.socPercent) / 100;
  }

  get socPercent(): number {
    return Math.min(100, (100 * this.storedWh) / this.o.capacityWh);
  }

  get full(): boolean {
    return this.storedWh >= this.o.capacityWh;
  }

  /** The power it draws of what is offered, `chargingForS` after the relay closed: ramp up, plateau, tapering. */
  drawsW(offeredW: number, chargingForS: number): number {
    if (this.full) return 0;
    const ramp = Math.min(1, 0.05 + chargingForS / RAMP_S);
    const over = Math.max(0, this.socPercent - TAPER_FROM_PERCENT) / (100 - TAPER_FROM_PERCENT);
    return Math.min(offeredW, this.o.maxPowerW * (1 - over * (1 - TAPER_TO))) * ramp;
  }

  /** Takes energy in; beyond full it takes nothing. Returns what it took. */
  take(energyWh: number): number {
    const taken = Math.min(energyWh, this.o.capacityWh - this.storedWh);
    this.storedWh += taken;
    return taken;
  }
}

/** Some car that might come by. */
export function someCar(random: Random): CarOptions {
  const [maxPowerW, phases] = random.pick([
    [11_000, 3],
    [11_000, 3],
    [22_000, 3],
    [7_400, 1],
  ] as const);
  return { capacityWh: random.int(38, 90) * 1000, socPercent: random.int(10, 75), maxPowerW, phases };
}
