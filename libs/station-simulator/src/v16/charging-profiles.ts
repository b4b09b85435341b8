import { NOMINAL_V } from '../outlet';

/** A ChargingProfile as OCPP 1.6 spells it. */
export interface ChargingProfile {
  chargingProfileId: number;
  transactionId?: number;
  stackLevel: number;
  chargingProfilePurpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  recurrencyKind?: 'Daily' | 'Weekly';
  validFrom?: string;
  validTo?: string;
  chargingSchedule: {
    chargingRateUnit: 'A' | 'W';
    duration?: number;
    startSchedule?: string;
    chargingSchedulePeriod: { startPeriod: number; limit: number; numberPhases?: number }[];
  };
}

interface Installed {
  connectorId: number;
  profile: ChargingProfile;
  installedAtMs: number;
}

/** Of a connector, what its limit depends on. */
export interface Charged {
  connectorId: number;
  phases: number;
  /** Undefined without a transaction. */
  startedAtMs?: number;
}

/** What holds at a moment, and when to look again. `limitW` is Infinity where nothing limits. */
export interface Limit {
  limitW: number;
  untilMs: number;
}

const DAY_MS = 86_400_000;

/** The profiles installed in a station: stacking and purposes as in OCPP 1.6 section 3.13. */
export class ChargingProfiles {
  private installed: Installed[] = [];

  get count(): number {
    return this.installed.length;
  }

  /** Replaces a profile of the same id, or of the same connector, purpose and level. */
  set(connectorId: number, profile: ChargingProfile, nowMs: number): void {
    this.installed = this.installed.filter(
      (other) =>
        other.profile.chargingProfileId !== profile.chargingProfileId &&
        !(
          other.connectorId === connectorId &&
          other.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
          other.profile.stackLevel === profile.stackLevel
        ),
    );
    this.installed.push({ connectorId, profile, installedAtMs: nowMs });
  }

  /** @returns how many were cleared. An id stands alone; the other criteria must all hold. */
  clear(by: { id?: number; connectorId?: number; chargingProfilePurpose?: string; stackLevel?: number }): number {
    const before = this.installed.length;
    this.installed = this.installed.filter(({ connectorId, profile }) => {
      if (by.id !== undefined) return profile.chargingProfileId !== by.id;
      return !(
        (by.connectorId === undefined || by.connectorId === connectorId) &&
        (by.chargingProfilePurpose === undefined || by.chargingProfilePurpose === profile.chargingProfilePurpose) &&
        (by.stackLevel === undefined || by.stackLevel === profile.stackLevel)
      );
    });
    return before - this.installed.length;
  }

  /** A TxProfile ends with its transaction. */
  transactionEnded(connectorId: number): void {
    this.clear({ connectorId, chargingProfilePurpose: 'TxProfile' });
  }

  limitAt(nowMs: number, of: Charged): Limit {
    const inCharge = (purpose: string): Limit | undefined => this.highest(nowMs, of, purpose);
    const own = of.startedAtMs === undefined ? undefined : inCharge('TxProfile');
    const session = own ?? inCharge('TxDefaultProfile');
    const station = inCharge('ChargePointMaxProfile');
    const limits = [session, station].filter((limit) => limit !== undefined);
    return {
      limitW: Math.min(Number.POSITIVE_INFINITY, ...limits.map(({ limitW }) => limitW)),
      untilMs: this.nextChange(nowMs, of),
    };
  }

  /** The profile with the highest stack level that has a period now; a connector's own goes before the station's. */
  private highest(nowMs: number, of: Charged, purpose: string): Limit | undefined {
    return this.concerning(of)
      .filter(({ profile }) => profile.chargingProfilePurpose === purpose)
      .sort((a, b) => b.profile.stackLevel - a.profile.stackLevel || b.connectorId - a.connectorId)
      .map((installed) => at(installed, nowMs, of))
      .find((limit) => limit !== undefined && limit.limitW >= 0);
  }

  private nextChange(nowMs: number, of: Charged): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...this.concerning(of).map((installed) => at(installed, nowMs, of)?.untilMs ?? Number.POSITIVE_INFINITY),
    );
  }

  private concerning(of: Charged): Installed[] {
    return this.installed.filter(({ connectorId }) => connectorId === 0 || connectorId === of.connectorId);
  }
}

/** NONE marks a profile that says nothing now but will say something at `untilMs`. */
const NONE = -1;

function at({ profile, installedAtMs }: Installed, nowMs: number, of: Charged): Limit | undefined {
  const validFromMs = profile.validFrom === undefined ? 0 : Date.parse(profile.validFrom);
  const validToMs = profile.validTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(profile.validTo);
  if (nowMs < validFromMs) return { limitW: NONE, untilMs: validFromMs };
  if (nowMs >= validToMs) return undefined;
  const schedule = profile.chargingSchedule;
  let startMs = Date.parse(schedule.startSchedule ?? '') || installedAtMs;
  if (profile.chargingProfileKind === 'Relative') startMs = of.startedAtMs ?? nowMs;
  let endMs = schedule.duration === undefined ? Number.POSITIVE_INFINITY : startMs + schedule.duration * 1000;
  let againMs = Number.POSITIVE_INFINITY;
  if (profile.chargingProfileKind === 'Recurring') {
    const everyMs = profile.recurrencyKind === 'Weekly' ? 7 * DAY_MS : DAY_MS;
    const rounds = Math.floor((nowMs - startMs) / everyMs);
    startMs += rounds * everyMs;
    endMs += rounds * everyMs;
    againMs = startMs + everyMs;
  }
  if (nowMs < startMs) return { limitW: NONE, untilMs: startMs };
  if (nowMs >= endMs) return againMs < validToMs ? { limitW: NONE, untilMs: againMs } : undefined;
  const periods = schedule.chargingSchedulePeriod;
  const next = periods.find((period) => startMs + period.startPeriod * 1000 > nowMs);
  const current = periods.filter((period) => startMs + period.startPeriod * 1000 <= nowMs).at(-1);
  const nextMs = next === undefined ? Number.POSITIVE_INFINITY : startMs + next.startPeriod * 1000;
  const factor = schedule.chargingRateUnit === 'W' ? 1 : NOMINAL_V * (current?.numberPhases ?? of.phases);
  return {
    limitW: current === undefined ? NONE : current.limit * factor,
    untilMs: Math.min(nextMs, endMs, againMs, validToMs),
  };
}
