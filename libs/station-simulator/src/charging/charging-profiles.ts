import { NOMINAL_V } from '../outlet';

/** A charging profile, however an OCPP version spells it. */
export interface ChargingProfile {
  id: number;
  transactionId?: number | string;
  stackLevel: number;
  /** `station`: the most all connectors take together · `default`: of any session · `session`: of one session. */
  purpose: 'station' | 'default' | 'session';
  kind: 'Absolute' | 'Recurring' | 'Relative';
  recurs?: 'Daily' | 'Weekly';
  validFrom?: string;
  validTo?: string;
  schedule: {
    unit: 'A' | 'W';
    durationS?: number;
    startsAt?: string;
    periods: { startPeriod: number; limit: number; numberPhases?: number }[];
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

/** The profiles installed in a station: stacking and purposes as in OCPP 1.6 section 3.13 and 2.0.1 use case K01. */
export class ChargingProfiles {
  private installed: Installed[] = [];

  get count(): number {
    return this.installed.length;
  }

  /** Replaces a profile of the same id, or of the same connector, purpose and level. */
  set(connectorId: number, profile: ChargingProfile, nowMs: number): void {
    const twin = this.findTwin(connectorId, profile);
    this.installed = this.installed.filter((other) => other.profile.id !== profile.id && other !== twin);
    this.installed.push({ connectorId, profile, installedAtMs: nowMs });
  }

  /** The id of another profile of the same connector, purpose and level. */
  findTwinId(connectorId: number, profile: ChargingProfile): number | undefined {
    return this.findTwin(connectorId, profile)?.profile.id;
  }

  /** @returns how many were cleared. An id stands alone; the other criteria must all hold. */
  clear(by: { id?: number; connectorId?: number; purpose?: string; stackLevel?: number }): number {
    const before = this.installed.length;
    this.installed = this.installed.filter(({ connectorId, profile }) => {
      if (by.id !== undefined) return profile.id !== by.id;
      return !(
        (by.connectorId === undefined || by.connectorId === connectorId) &&
        (by.purpose === undefined || by.purpose === profile.purpose) &&
        (by.stackLevel === undefined || by.stackLevel === profile.stackLevel)
      );
    });
    return before - this.installed.length;
  }

  /** A profile of a session ends with it. */
  transactionEnded(connectorId: number): void {
    this.clear({ connectorId, purpose: 'session' });
  }

  limitAt(nowMs: number, of: Charged): Limit {
    const inCharge = (purpose: ChargingProfile['purpose']): Limit | undefined => this.highest(nowMs, of, purpose);
    const own = of.startedAtMs === undefined ? undefined : inCharge('session');
    const session = own ?? inCharge('default');
    const station = inCharge('station');
    const limits = [session, station].filter((limit) => limit !== undefined);
    return {
      limitW: Math.min(Number.POSITIVE_INFINITY, ...limits.map(({ limitW }) => limitW)),
      untilMs: this.nextChange(nowMs, of),
    };
  }

  private findTwin(connectorId: number, { id, purpose, stackLevel }: ChargingProfile): Installed | undefined {
    return this.installed.find(
      ({ connectorId: at, profile }) =>
        at === connectorId && profile.id !== id && profile.purpose === purpose && profile.stackLevel === stackLevel,
    );
  }

  /** The profile with the highest stack level that has a period now; a connector's own goes before the station's. */
  private highest(nowMs: number, of: Charged, purpose: ChargingProfile['purpose']): Limit | undefined {
    return this.concerning(of)
      .filter(({ profile }) => profile.purpose === purpose)
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
  const { schedule } = profile;
  let startMs = Date.parse(schedule.startsAt ?? '') || installedAtMs;
  if (profile.kind === 'Relative') startMs = of.startedAtMs ?? nowMs;
  let endMs = schedule.durationS === undefined ? Number.POSITIVE_INFINITY : startMs + schedule.durationS * 1000;
  let againMs = Number.POSITIVE_INFINITY;
  if (profile.kind === 'Recurring') {
    const everyMs = profile.recurs === 'Weekly' ? 7 * DAY_MS : DAY_MS;
    const rounds = Math.floor((nowMs - startMs) / everyMs);
    startMs += rounds * everyMs;
    endMs += rounds * everyMs;
    againMs = startMs + everyMs;
  }
  if (nowMs < startMs) return { limitW: NONE, untilMs: startMs };
  if (nowMs >= endMs) return againMs < validToMs ? { limitW: NONE, untilMs: againMs } : undefined;
  const { periods } = schedule;
  const next = periods.find((period) => startMs + period.startPeriod * 1000 > nowMs);
  const current = periods.filter((period) => startMs + period.startPeriod * 1000 <= nowMs).at(-1);
  const nextMs = next === undefined ? Number.POSITIVE_INFINITY : startMs + next.startPeriod * 1000;
  const factor = schedule.unit === 'W' ? 1 : NOMINAL_V * (current?.numberPhases ?? of.phases);
  return {
    limitW: current === undefined ? NONE : current.limit * factor,
    untilMs: Math.min(nextMs, endMs, againMs, validToMs),
  };
}
