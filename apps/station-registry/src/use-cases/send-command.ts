import type { CommandOutcome, CommandRequest, StationCommand } from '@chargebus/contracts';
import { isOutage } from '@chargebus/database';
import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';
import { toEnding, type Ending } from '../domain/command';
import { settingsIn } from '../domain/learned-settings';
import { passwordIn } from '../domain/password-change';
import type { CommandRow } from '../store/command.row';
import type { Author } from '../store/registry-writer';
import type { ApplyBody } from './apply-configuration';
import type { ChangePassword } from './change-password';
import type { CommandLedger, OpenedCommand } from './command-ledger';
import { withPassword, type PasswordBody } from './password-talk';
import type { Asked, Talk, TalkEnd, Tell } from './talk';
import type { UpgradeBody } from './upgrade-talk';

/** What the API can be asked to do: neutral commands, raw calls, and the talks of several commands. */
export type AskedCommand =
  | Exclude<StationCommand, { type: 'start-transaction' | 'stop-transaction' }>
  | { type: 'identify' }
  | { type: 'refresh' }
  | ApplyBody
  | PasswordBody
  | UpgradeBody;

/** A command in the ledger; to whoever began it, and to nobody else, with the password that was made for it. */
export type SentCommand = CommandRow & { password?: string };

export interface CommandCall {
  readonly stationId: string;
  readonly body: AskedCommand;
  readonly idempotencyKey?: string | undefined;
  /** How long the caller waits for the end, ms. */
  readonly waitMs: number;
}

type CommandOf = Pick<CommandRequest, 'commandId' | 'tenantId' | 'stationId'>;

export interface SendCommandOptions {
  /** How long a station may take to answer one call, ms. */
  readonly timeoutMs: number;
  /** Keeps the station's credentials in step with commands that change its password. */
  readonly passwords: Pick<ChangePassword, 'begin' | 'end'>;
  /** What is more than one call to the station, by its type. */
  readonly talks: Readonly<Record<string, Talk>>;
  /** How long NATS may take to come back before the caller is told 503, ms. */
  readonly busPatienceMs?: number;
}

/** Reconnecting, finding the link, the bus's own margin: what a step may take beyond the station's time. */
const STEP_MARGIN_MS = 10_000;
/** Of a command that never left: the station knows nothing of it. */
const NOT_SENT: Ending = { status: 'offline', response: null, error: null };
const LOOK_EVERY_MS = 250;
const TRY_AGAIN_MS = 1_000;

/** Sends commands to stations, each through the ledger. */
export class SendCommand {
  /** Commands of this process that have no outcome yet. */
  private readonly running = new Map<string, Promise<CommandRow>>();

  constructor(
    private readonly ledger: CommandLedger,
    private readonly messaging: Pick<Messaging, 'command' | 'untilHealthy'>,
    private readonly options: SendCommandOptions,
  ) {}

  /**
   * @returns the command, ended or, after `waitMs`, still `running`.
   * @throws Problem 404, 422; NatsUnavailable if NATS is away: then nothing was sent.
   */
  async send(author: Author, { stationId, body, idempotencyKey, waitMs }: CommandCall): Promise<SentCommand> {
    if (!(await this.messaging.untilHealthy(this.options.busPatienceMs ?? 2_000))) {
      throw new NatsUnavailable('NATS is not reachable: no command was sent');
    }
    const { talks, timeoutMs } = this.options;
    const budgetMs = (talks[body.type]?.steps ?? 1) * (timeoutMs + STEP_MARGIN_MS) + STEP_MARGIN_MS;
    const id = uuidv7();
    const opening = this.ledger.open(author, { id, stationId, body, idempotencyKey, budgetMs });
    const first = this.begin({ commandId: id, tenantId: author.tenantId, stationId }, body, opening);
    const opened = await opening;
    const told = body.type === 'change-password' ? withPassword(body) : body;
    if (opened.fresh) this.run(author, opened, told, first);
    const row = await this.outcome(opened.row, waitMs);
    const isMade = opened.fresh && body.type === 'change-password' && body.password === undefined;
    return isMade && 'password' in told && told.password !== undefined ? { ...row, password: told.password } : row;
  }

  /**
   * The link is looked for while the row is written, which takes about as long. Where more must be done before the command
   * may leave, or several are to be sent, that is not begun here.
   */
  private begin(
    of: CommandOf,
    body: AskedCommand,
    opening: Promise<OpenedCommand>,
  ): Promise<CommandOutcome> | undefined {
    if (this.options.talks[body.type] !== undefined || passwordIn(body) !== undefined) return undefined;
    const ready = opening.then((opened) => {
      if (!opened.fresh) throw new Error(`command ${of.commandId} repeats ${opened.row.id}`);
      return toKnowledge(opened);
    });
    const first = this.messaging.command(
      { ...of, timeoutMs: this.options.timeoutMs, command: body as StationCommand },
      { ready },
    );
    // Whoever runs the command sees the error; a repeat, or a command that was refused, has nobody to run it.
    first.catch(() => undefined);
    return first;
  }

  /** Waits for the commands under way, at most `timeoutMs`; the sweep ends the rest later. */
  async drain(timeoutMs: number): Promise<void> {
    await within(Promise.allSettled(this.running.values()), timeoutMs);
  }

  private run(author: Author, opened: OpenedCommand, body: AskedCommand, first?: Promise<CommandOutcome>): void {
    const { row } = opened;
    const ended = this.talk(author, opened, body, first).finally(() => this.running.delete(row.id));
    // Whoever waits sees the error; without anybody waiting the ledger has it.
    ended.catch(() => undefined);
    this.running.set(row.id, ended);
  }

  private async talk(
    author: Author,
    opened: OpenedCommand,
    body: AskedCommand,
    first?: Promise<CommandOutcome>,
  ): Promise<CommandRow> {
    const { row } = opened;
    let sent = 0;
    const tell: Tell = async (command) => {
      try {
        const outcome = await (first ?? this.command(opened, command));
        sent += 1;
        return toEnding(outcome);
      } catch (error) {
        // The first step was never sent: 503. A later one ends the talk with what is known.
        if (sent === 0 || !(error instanceof NatsUnavailable)) throw error;
        return { status: 'failed', response: null, error: { code: 'NotSent', description: error.message } };
      }
    };
    const { passwords } = this.options;
    let changing = false;
    try {
      changing = await passwords.begin(author, row.stationId, body);
      const { ending, learned } = await this.perform({ author, stationId: row.stationId, body }, tell);
      if (changing) await this.keep(row, () => passwords.end(author, row.stationId, body, ending));
      return await this.keep(row, () => this.ledger.end(author, row, ending, learned));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (changing && sent === 0) await passwords.end(author, row.stationId, body, NOT_SENT);
      if (sent === 0) await this.keep(row, () => this.ledger.abandon(row, reason));
      throw error;
    }
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

  private command(opened: OpenedCommand, command: StationCommand): Promise<CommandOutcome> {
    const { id: commandId, tenantId, stationId } = opened.row;
    const { presenceSaysConnected, ...expected } = toKnowledge(opened);
    const request = { commandId, tenantId, stationId, timeoutMs: this.options.timeoutMs, command, ...expected };
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

  private async outcome(row: CommandRow, waitMs: number): Promise<CommandRow> {
    if (row.status !== 'running') return row;
    const here = this.running.get(row.id);
    if (here !== undefined) return (await within(here, waitMs)) ?? row;
    // Another replica sent it.
    const until = performance.now() + waitMs;
    let latest = row;
    while (latest.status === 'running' && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      latest = await this.ledger.get(row.tenantId, row.stationId, row.id);
    }
    return latest;
  }
}

/** The link known here may be an older one than the station has by now: a newer link executes as well (messaging rule 17). */
function toKnowledge({ connected, epoch }: OpenedCommand): { presenceSaysConnected: boolean; expectedEpoch?: number } {
  return { presenceSaysConnected: connected, ...(epoch !== undefined && { expectedEpoch: epoch }) };
}

/** The value of `promise`, undefined if it takes longer than `timeoutMs`. */
async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
