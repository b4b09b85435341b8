import type { Rig } from './rig';
import type { Timer } from './timer-wheel';

const DAY_S = 86_400;

/** Calls back at round times since midnight: every quarter of an hour means 00:15, 00:30 and so on. */
export class ClockAligned {
  private timer: Timer | undefined;

  constructor(
    private readonly rig: Rig,
    /** 0 is off. */
    private readonly intervalS: () => number,
    private readonly due: () => void,
  ) {}

  /** Begins, or goes by another interval. */
  restart(): void {
    this.stop();
    const everyS = this.intervalS();
    if (everyS <= 0) return;
    const sinceMidnightS = (this.rig.now().getTime() / 1000) % DAY_S;
    this.timer = this.rig.timers.after((everyS - (sinceMidnightS % everyS)) * 1000, () => {
      this.due();
      this.restart();
    });
  }

  stop(): void {
    this.timer?.cancel();
  }
}
