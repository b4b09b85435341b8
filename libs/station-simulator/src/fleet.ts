import type { LedgerEntry } from './ledger';
import type { OcppVersion, StationOptions } from './options';
import { Rhythm } from './rhythm';
import { SimulatedStation } from './simulated-station';
import { sharedTimers } from './timer-wheel';

export interface FleetOptions extends Omit<StationOptions, 'id' | 'seed' | 'version'> {
  count: number;
  /** What they speak; `mixed`: 1.6, 2.0.1 and 2.1 in turn. Default 1.6. */
  version?: OcppVersion | 'mixed';
  /** Stations are named `<prefix>-0001` and so on. Default `SIM`. */
  prefix?: string;
  /** Tokens all stations share; default one for each connector, `<prefix>-CARD-0001`, `<prefix>-CARD-0001B` and so on. */
  tokens?: string[];
  /** `random`: cars come and go by themselves. `none`: the caller decides. Default `random`. */
  rhythm?: 'random' | 'none';
  /** New connections a second while the fleet starts. Default 50. */
  connectsPerSecond?: number;
  seed?: string | number;
  /** Ends the starting: what is not switched on yet stays off. */
  signal?: AbortSignal;
}

export interface Fleet {
  readonly stations: readonly SimulatedStation[];
  /** Every station's count of every session. */
  ledger(): (LedgerEntry & { station: string })[];
  /** Cars leave off coming; what runs goes on. */
  rest(): void;
  /** As `SimulatedStation.stop`, of all. */
  stop(o?: { endSessions?: boolean; waitMs?: number }): Promise<void>;
}

export const stationName = (prefix: string, at: number): string => `${prefix}-${String(at).padStart(4, '0')}`;
/** One token a connector, so that no token charges twice at a time. */
export const tokenNames = (prefix: string, at: number, connectors: number): string[] =>
  Array.from(
    { length: connectors },
    (_, connector) => `${prefix}-CARD-${String(at).padStart(4, '0')}${' BCDEFGHIJKLMNOP'.charAt(connector).trim()}`,
  );

const MIXED: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

const versionAt = (version: FleetOptions['version'], at: number): OcppVersion => {
  if (version === 'mixed') return MIXED[(at - 1) % MIXED.length] ?? '1.6';
  return version ?? '1.6';
};

/** Starts many stations, spread over time. Resolves when the last one was switched on, whether accepted or not. */
export async function runFleet(options: FleetOptions): Promise<Fleet> {
  const { count, prefix = 'SIM', rhythm = 'random', connectsPerSecond = 50, ...others } = options;
  const { version, seed, tokens, signal, ...each } = others;
  const fleetSeed = seed ?? `${Date.now()} ${Math.random()}`;
  const stations = Array.from({ length: count }, (_, at) => {
    const id = stationName(prefix, at + 1);
    const own = tokens && tokens.length > 0 ? tokens : tokenNames(prefix, at + 1, each.connectors ?? 1);
    const speaks = versionAt(version, at + 1);
    return new SimulatedStation({ ...each, id, version: speaks, tokens: own, seed: `${fleetSeed} ${id}` });
  });
  const rhythms = rhythm === 'random' ? stations.map((station) => new Rhythm(station)) : [];
  const rest = (): void => {
    for (const one of rhythms) one.stop();
  };
  const startedAtMs = performance.now();
  await new Promise<void>((resolve) => {
    let next = 0;
    const switchOn = (): void => {
      const due = 1 + ((performance.now() - startedAtMs) * connectsPerSecond) / 1_000;
      for (; next < Math.min(due, count) && !signal?.aborted; next++) {
        void stations[next]?.start();
        rhythms[next]?.start();
      }
      if (next >= count || signal?.aborted) resolve();
      else sharedTimers.after(1_000 / connectsPerSecond, switchOn);
    };
    switchOn();
  });
  return {
    stations,
    ledger: () => stations.flatMap((station) => station.ledger().map((entry) => ({ ...entry, station: station.id }))),
    rest,
    stop: async (o) => {
      rest();
      await Promise.all(stations.map((station) => station.stop(o)));
    },
  };
}
