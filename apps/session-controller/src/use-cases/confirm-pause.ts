import type { DataSource } from '@chargebus/service-runtime';
import { isRunning, type Session } from '../domain/session';
import { findSession } from '../store/session.repository';
import type { CommandStation } from './command-station';
import type { RunningSession } from './find-settled';

const LOOK_EVERY_MS = 150;
/** A station that reports by itself has done so by then; else it is asked once. */
const ASK_AFTER_MS = 2_000;

/** Waits until a station has reported what it accepted. */
export class ConfirmPause {
  constructor(
    private readonly dataSource: DataSource,
    private readonly stations: CommandStation,
  ) {}

  /** @returns whether it was reported within `waitMs`; it may still be later. */
  async wait(session: RunningSession, type: 'pause' | 'resume', waitMs: number): Promise<boolean> {
    const begun = performance.now();
    let asked = false;
    for (;;) {
      const latest = (await findSession(this.dataSource.manager, session.tenantId, session.id))?.session;
      if (latest === undefined || !isRunning(latest)) return false;
      if (isReported(latest, type)) return true;
      const waitedMs = performance.now() - begun;
      if (waitedMs >= waitMs) return false;
      if (waitedMs >= ASK_AFTER_MS && !asked) {
        asked = true;
        this.ask(latest as RunningSession);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** What it answers does not matter: what it then reports does. 2.x tells a session's state with the transaction. */
  private ask(session: RunningSession): void {
    const evseId = session.evseId as number;
    const counted = session.progress.seqNos.length > 0;
    this.stations
      .tell(session, { type: 'trigger', message: counted ? 'transaction' : 'status', evseId })
      .catch(() => undefined);
  }
}

/** A car may take nothing yet when it is offered power again: that is its affair, and the session is resumed. */
const isReported = ({ status, pause }: Session, type: 'pause' | 'resume'): boolean =>
  type === 'pause' ? pause?.confirmedAt != null : status !== 'paused' && status !== 'suspended-evse';
