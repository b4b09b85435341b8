import type { CommandOutcome, StationCommand } from '@chargebus/contracts';
import type { Pause } from '../domain/pause';
import type { CommandStation } from './command-station';
import type { RunningSession } from './find-settled';

/** Beyond the station's own time: finding its link, and writing down what came of it, ms. */
const MARGIN_MS = 15_000;

/** The command that brings a station to what the pause wants. */
export function toPauseCommand(session: RunningSession): StationCommand {
  const { wanted, profile } = session.pause as Pause;
  const { id, unit, stackLevel } = profile as NonNullable<Pause['profile']>;
  if (!wanted) return { type: 'clear-charging-profile', profileId: id };
  return {
    type: 'set-charging-profile',
    evseId: session.evseId as number,
    ...(session.connectorId !== null && session.connectorId > 0 && { connectorId: session.connectorId }),
    profile: {
      id,
      purpose: 'transaction',
      stackLevel,
      transactionRef: session.transactionRef,
      kind: 'relative',
      // Without a duration: nothing falls back while the session is paused.
      schedule: { unit, periods: [{ startS: 0, limit: 0 }] },
    },
  };
}

/** Sends pauses and resumes. */
export class SendPause {
  constructor(
    private readonly stations: CommandStation,
    /** How long a station has to report what it accepted, ms. */
    private readonly confirmationMs: number,
  ) {}

  /** @throws NatsUnavailable if NATS is away: then nothing was sent. */
  async send(session: RunningSession, commandId: string, command: StationCommand): Promise<CommandOutcome> {
    const outcome = await this.stations.tell(session, command, commandId);
    // Nothing there to clear: the profile went with a reboot, and what was wanted is so.
    const { cleared } = (outcome.response ?? {}) as { cleared?: boolean };
    return command.type === 'clear-charging-profile' && cleared === false
      ? { ...outcome, status: 'accepted' }
      : outcome;
  }

  /** Until when a command that leaves at `now` must have ended, and until when a report answers it. */
  times(now: string): { dueAt: string; confirmBy: string } {
    const later = (ms: number): string => new Date(Date.parse(now) + ms).toISOString();
    const dueAt = later(this.stations.timeoutMs + MARGIN_MS);
    return { dueAt, confirmBy: later(this.confirmationMs) };
  }
}
