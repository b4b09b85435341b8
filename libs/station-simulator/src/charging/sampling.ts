import type { Timer, TimerWheel } from '../timer-wheel';

export interface SamplingOptions {
  timers: TimerWheel;
  /** Simulated seconds a real second. */
  speed: number;
  /** The interval as it is now, in simulated seconds; 0 is off. */
  intervalS(): number;
  /** `due` is false where no sample is wanted, and the station only has a look at the car. */
  look(due: boolean): void;
}

/** Nothing is told more often than this, however fast the simulation is. */
const SHORTEST_MS = 50;
/** Without samples the station still has to notice that a car is full. */
const WATCH_S = 60;

/** Looks at a session again and again until it is cancelled. */
export function startSampling({ timers, speed, intervalS, look }: SamplingOptions): Timer {
  let timer: Timer;
  const again = (): void => {
    const ms = Math.max(SHORTEST_MS, ((intervalS() || WATCH_S) * 1000) / speed);
    timer = timers.after(ms, () => {
      again();
      look(intervalS() > 0);
    });
  };
  again();
  return { cancel: () => timer.cancel() };
}
