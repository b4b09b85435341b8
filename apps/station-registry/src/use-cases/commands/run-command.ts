import type { CommandOutcome, StationCommand } from '@chargebus/contracts';
import { isOutage } from '@chargebus/database';
import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import { toEnding, type Ending } from '../../domain/commands/command';
import { settingsIn } from '../../domain/configuration/learned-settings';
import { decideAfterAttempt, isIdleReset } from '../../domain/commands/waiting-command';
import type { CommandRow } from '../../store/commands/command.row';
import type { Author } from '../../store/registry-writer';
import type { ChangePassword } from '../configuration/change-password';
import type { CommandLedger, OpenedCommand } from './command-ledger';
import type { ApplyBody } from '../configuration/apply-configuration';
import type { PasswordBody } from '../configuration/password-talk';
import type { Asked, Talk, TalkEnd, Tell } from './talk';
import type { UpgradeBody } from '../configuration/upgrade-talk';
import { within } from '../within';

/** What the API can be asked to do: neutral commands, raw calls, and the talks of several commands. */
export type AskedCommand =
  | Exclude<StationCommand, { type: 'start-transaction' | 'stop-transaction' }>
  | { type: 'identify' }
  | { type: 'refresh' }
  | ApplyBody
  | PasswordBody
  | UpgradeBody;

export interface RunCommandOptions {
  /** How long a station may take to answer one call, ms. */
  readonly timeoutMs: number;
  /** Whether a station that the platform waits for is busy after all, by everything that is known of it now. */
  readonly isBusy: (tenantId: string, stationId: string) => Promise<boolean>;
  /** Keeps the station's credentials in step with commands that change its password. */
  readonly passwords: Pick<ChangePassword, 'begin' | 'end'>;
  /** What is more than one call to the station, by its type. */
  readonly talks: Readonly<Record<string, Talk>>;
}

/** Reconnecting, finding the link, the bus's own margin: what a step may take beyond the station's time. */
const STEP_MARGIN_MS = 10_000;
const TRY_AGAIN_MS = 1_000;
/** Of a command that never left: the station knows nothing of it. */
const NOT_SENT: Ending = { status: 'offline', response: null, error: null };
const notSent = (description: string): Ending => ({
  status: 'failed',
  response: null,
  error: { code: 'NotSent', description },
});

/** Has stations do what is written in the ledger, and writes there how it ended. */
export class RunCommand {
  /** Commands of this process that have no outcome yet. */
  private readonly running = new Map<string, Promise<CommandRow>>();

  constructor(
    private readonly ledger: CommandLedger,
    private readonly messaging: Pick<Messaging, 'command'>,
    private readonly options: RunCommandOptions,
  ) {}

  /** How long a command may take once it is sent, ms. */
  budgetMs({ type }: Pick<AskedCommand, 'type'>): number {
    const steps = this.options.talks[type]?.steps ?? 1;
    return steps * (this.options.timeoutMs + STEP_MARGIN_MS) + STEP_MARGIN_MS;
  }

  /** Whether it is more than one call to the station. */
  isTalk({ type }: AskedCommand): boolean {
    return this.options.talks[type] !== undefined;
  }

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  /**
   * @param first - the outcome of its first step, if that is under way already
   * @returns the command as it is afterwards: ended, or waiting in its line again because nothing was done
   */
  run(author: Author, opened: OpenedCommand, body: AskedCommand, first?: Promise<CommandOutcome>): Promise<CommandRow> {
    const { row } = opened;
    const ended = this.talk(author, opened, body, first).finally(() => this.running.delete(row.id));
    // Whoever waits sees the error; without anybody waiting the ledger has it.
    ended.catch(() => undefined);
    this.running.set(row.id, ended);
    return ended;
  }

  /** What a command of this process will end as; undefined if it does not run here. */
  find(id: string): Promise<CommandRow> | undefined {
    return this.running.get(id);
  }

  /** Waits for the commands under way, at most `timeoutMs`; the sweep ends the rest later. */
  async drain(timeoutMs: number): Promise<void> {
    await within(Promise.allSettled(this.running.values()), timeoutMs);
  }

  private async talk(
    author: Author,
    opened: OpenedCommand,
    body: AskedCommand,
    first?: Promise<CommandOutcome>,
  ): Promise<CommandRow> {
    const { row } = opened;
    if (await this.mustWait(row)) return this.keep(row, () => this.ledger.putBack(row, 'held'));
    let sent = 0;
    const tell: Tell = async (command) => {
      try {
        const outcome = await (first ?? this.command(opened, command));
        sent += 1;
        return toEnding(outcome);
      } catch (error) {
        // The first step was never sent: 503. A later one ends the talk with what is known.
        if (sent === 0 || !(error instanceof NatsUnavailable)) throw error;
        return notSent(error.message);
      }
    };
    const { passwords } = this.options;
    let changing = false;
    try {
      changing = await passwords.begin(author, row.stationId, body);
      const { ending, learned } = await this.perform({ author, stationId: row.stationId, body }, tell);
      if (changing) await this.keep(row, () => passwords.end(author, row.stationId, body, ending));
      return await this.settle(author, row, ending, learned);
    } catch (error) {
      if (changing && sent === 0) await passwords.end(author, row.stationId, body, NOT_SENT);
      if (sent > 0) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (row.inLine && error instanceof NatsUnavailable) return this.settle(author, row, notSent(reason));
      await this.keep(row, () => this.ledger.abandon(row, reason));
      throw error;
    }
  }

  /** A session may have begun since the reset was taken out of its line. */
  private async mustWait(row: CommandRow): Promise<boolean> {
    if (!row.inLine || !isIdleReset({ type: row.type, ...row.parameters })) return false;
    return this.keep(row, () => this.options.isBusy(row.tenantId, row.stationId));
  }

  private async perform(asked: Asked<AskedCommand>, tell: Tell): Promise<TalkEnd> {
    const { body } = asked;
    const talk = this.options.talks[body.type] as Talk<AskedCommand> | undefined;
    if (talk !== undefined) return talk.run(asked, tell);
    const command = body as StationCommand;
    const ending = await tell(command);
    const settings = settingsIn(command, ending, new Date().toISOString());
    return { ending, ...(settings.length > 0 && { learned: { settings } }) };
  }

  /** Ends the command, or puts it back where it waited. */
  private settle(author: Author, row: CommandRow, ending: Ending, learned?: TalkEnd['learned']): Promise<CommandRow> {
    if (!row.inLine) return this.keep(row, () => this.ledger.end(author, row, ending, learned));
    const next = decideAfterAttempt(row.expiresAt, ending, new Date().toISOString());
    return this.keep(row, () => {
      if (next.how === 'ended') return this.ledger.end(author, row, next.ending, learned);
      return this.ledger.putBack(row, isIdleReset({ type: row.type, ...row.parameters }) ? 'held' : 'queued');
    });
  }

  private command(opened: OpenedCommand, command: StationCommand): Promise<CommandOutcome> {
    const { id: commandId, tenantId, stationId } = opened.row;
    const { presenceSaysConnected, ...expected } = toKnowledge(opened);
    const request = { commandId, tenantId, stationId, timeoutMs: this.timeoutMs, command, ...expected };
    return this.messaging.command(request, { presenceSaysConnected });
  }

  /** PostgreSQL may be away when the station answers: tried again until the sweep would take the command. */
  private async keep<T>(row: CommandRow, write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!isOutage(error) || Date.now() > Date.parse(row.deadlineAt)) throw error;
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }
}

/** The link known here may be an older one than the station has by now: a newer link executes as well (messaging rule 17). */
export function toKnowledge({ connected, epoch }: OpenedCommand): {
  presenceSaysConnected: boolean;
  expectedEpoch?: number;
} {
  return { presenceSaysConnected: connected, ...(epoch !== undefined && { expectedEpoch: epoch }) };
}
