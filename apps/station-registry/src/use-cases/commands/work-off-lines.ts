import type { Actor } from '@chargebus/contracts';
import type { AdvisoryLocks } from '@chargebus/database';
import { Wake, type Messaging, type MessagingLogger } from '@chargebus/messaging';
import { isWaiting } from '../../domain/commands/command';
import { REST_MS, toSend } from '../../domain/commands/waiting-command';
import { claimCommands, type ClaimedCommand, type StationName } from '../../store/commands/command-queue.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import type { AskedCommand, RunCommand } from './run-command';

export interface LinesParts {
  readonly writer: RegistryWriter;
  readonly runner: RunCommand;
  readonly messaging: Pick<Messaging, 'healthy'>;
  readonly locks: AdvisoryLocks;
  readonly logger: MessagingLogger;
}

const LOCK = 'registry:command-lines';
/** Waiting commands that run at the same time, of all stations together. */
const AT_ONCE = 200;
/** Looking costs in proportion to what waits: so much of the time may go into it. */
const LOOK_SHARE = 1 / 20;
const LOOK_EVERY_MS = { least: 500, most: 5_000 };
/** What ends within so much time makes room together. */
const GATHER_MS = 10;

/**
 * Works off the lines of commands that wait. One replica does it at a time, the one that holds the lock; that a command is
 * taken once, and that one of a station runs at a time, is the database's doing and holds with two of them as well. A
 * command is `running`, and committed as such, before it is sent: if this process dies with it, it ends as
 * `unknown-outcome` and is not sent again.
 */
export class WorkOffLines {
  private readonly wakeUp = new Wake();
  private readonly resting = new Map<string, StationName & { until: number }>();
  private running = 0;
  private stopping = false;
  private loop: Promise<void> | undefined;

  constructor(private readonly parts: LinesParts) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** There may be something to do: a command was written, or a station is back. */
  wake(): void {
    this.wakeUp.now();
  }

  /** Takes nothing more; what was taken goes on. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeUp.now();
    await this.loop;
    await this.parts.locks.release(LOCK);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let pauseMs = LOOK_EVERY_MS.least;
      try {
        // While NATS is away nothing could be sent.
        if (this.parts.messaging.healthy() && (await this.parts.locks.tryHold(LOCK))) {
          const begunAt = performance.now();
          await this.take();
          pauseMs = Math.min(Math.max((performance.now() - begunAt) / LOOK_SHARE, pauseMs), LOOK_EVERY_MS.most);
        }
      } catch (error) {
        this.parts.logger.warn(`waiting commands could not be looked through, trying again: ${String(error)}`);
      }
      await this.wakeUp.sleep(pauseMs);
      if (!this.stopping) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  }

  private async take(): Promise<void> {
    const room = AT_ONCE - this.running;
    if (room <= 0) return;
    const now = new Date();
    for (const [key, { until }] of this.resting) if (until <= now.getTime()) this.resting.delete(key);
    const resting = [...this.resting.values()];
    const claimed = await claimCommands(this.parts.writer, { now: now.toISOString(), room, resting });
    for (const command of claimed) void this.perform(command);
  }

  private async perform(claimed: ClaimedCommand): Promise<void> {
    const { connected, linkEpoch, ocppVersion, ...row } = claimed;
    const { tenantId, stationId } = row;
    const actor = { type: row.actorType, id: row.actorId } as Actor;
    const author = { tenantId, actor };
    const body = toSend({ type: row.type, ...row.parameters }, ocppVersion) as AskedCommand;
    const epoch = connected ? (linkEpoch ?? undefined) : undefined;
    this.running++;
    try {
      const after = await this.parts.runner.run(author, { row, fresh: true, connected, epoch }, body);
      if (isWaiting(after.status)) {
        const rest = { tenantId, stationId, until: Date.now() + REST_MS };
        this.resting.set(JSON.stringify([tenantId, stationId]), rest);
      }
    } catch (error) {
      this.parts.logger.warn(`command ${row.id} of ${stationId} was left to the sweep: ${String(error)}`);
    } finally {
      this.running--;
      this.wake();
    }
  }
}
