import type { Car } from './car';
import type { StationOptions } from './options';
import { profileOf } from './profiles';
import type { Random } from './random';

export const NOMINAL_V = 230;
/** IEC 61851: below 6 A a car does not charge. */
const MINIMUM_A = 6;
/** Longest step of the integration, in simulated seconds. */
const STEP_S = 5;

export interface OutletOptions {
  registerWh: number;
  maxPowerW: number;
  phases: 1 | 3;
  /** Simulated seconds a real second. */
  speed: number;
}

/** `open`: relay open · `limited`: relay closed, nothing offered · `full`: the car wants nothing · `charging`. */
export type Flow = 'open' | 'limited' | 'full' | 'charging';

/**
 * The physical side of a connector: cable, relay, limit and an energy register that only ever grows. Nothing ticks:
 * the energy since the last look is integrated when somebody looks.
 */
export class Outlet {
  private car: Car | undefined;
  private closed = false;
  private limit = Number.POSITIVE_INFINITY;
  private register: number;
  private lookedAtMs = performance.now();
  private chargingForS = 0;

  constructor(
    readonly id: number,
    private readonly o: OutletOptions,
  ) {
    this.register = o.registerWh;
  }

  get phases(): 1 | 3 {
    return this.o.phases;
  }

  get maxPowerW(): number {
    return this.o.maxPowerW;
  }

  get plugged(): boolean {
    return this.car !== undefined;
  }

  /** The register as a meter shows it: whole Wh, never less than before. */
  get registerWh(): number {
    this.look();
    return Math.floor(this.register);
  }

  get socPercent(): number | undefined {
    this.look();
    return this.car?.socPercent;
  }

  get flow(): Flow {
    this.look();
    if (!this.closed || !this.car) return 'open';
    if (this.offeredW === 0) return 'limited';
    return this.car.full ? 'full' : 'charging';
  }

  get powerW(): number {
    return this.flow === 'charging' ? (this.car?.drawsW(this.offeredW, this.chargingForS) ?? 0) : 0;
  }

  /** Three-phase charging needs 6 A on each phase; under that the outlet goes on with one. */
  get phasesInUse(): 1 | 3 {
    if (this.o.phases === 1 || this.car?.phases === 1) return 1;
    return Math.min(this.limit, this.o.maxPowerW) < 3 * MINIMUM_A * NOMINAL_V ? 1 : 3;
  }

  get offeredW(): number {
    const cable = (this.o.maxPowerW / this.o.phases) * this.phasesInUse;
    const offered = Math.min(this.limit, cable);
    return offered < MINIMUM_A * NOMINAL_V * this.phasesInUse ? 0 : offered;
  }

  plug(car: Car): void {
    this.look();
    this.car = car;
  }

  unplug(): void {
    this.open();
    this.car = undefined;
  }

  close(): void {
    this.look();
    if (!this.closed) this.chargingForS = 0;
    this.closed = true;
  }

  open(): void {
    this.look();
    this.closed = false;
  }

  /** At most this many W; `Infinity` for no limit. Coming back from nothing starts a new ramp. */
  limitTo(limitW: number): void {
    this.look();
    const offeredBefore = this.offeredW;
    this.limit = limitW;
    if (offeredBefore === 0) this.chargingForS = 0;
  }

  private look(): void {
    const nowMs = performance.now();
    let leftS = ((nowMs - this.lookedAtMs) / 1000) * this.o.speed;
    this.lookedAtMs = nowMs;
    if (!this.closed || !this.car) return;
    const offeredW = this.offeredW;
    while (offeredW > 0 && leftS > 0 && !this.car.full) {
      const stepS = Math.min(STEP_S, leftS);
      this.register += this.car.take((this.car.drawsW(offeredW, this.chargingForS) * stepS) / 3600);
      this.chargingForS += stepS;
      leftS -= stepS;
    }
  }
}

/** The outlets of a station, numbered from 1. */
export function outletsOf(options: StationOptions, random: Random): Outlet[] {
  return Array.from(
    { length: options.connectors ?? 1 },
    (_, at) =>
      new Outlet(at + 1, {
        registerWh: options.meterStartWh ?? random.int(1_000, 9_000_000),
        maxPowerW: options.maxPowerW ?? profileOf(options.profile).maxPowerW ?? 22_000,
        phases: options.phases ?? 3,
        speed: options.speed ?? 1,
      }),
  );
}

/** What an outlet with a session does, for people. */
export function flowInWords({ flow, powerW, socPercent }: Outlet): string {
  if (flow === 'full') return 'waits: the car is full';
  if (flow !== 'charging') return 'waits: nothing is offered';
  return `charging, ${(powerW / 1000).toFixed(1)} kW, battery at ${Math.floor(socPercent ?? 0)} %`;
}
