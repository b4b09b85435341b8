import type { Car } from './car';

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
