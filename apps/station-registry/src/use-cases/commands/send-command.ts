import type { CommandOutcome, CommandRequest, StationCommand } from '@chargebus/contracts';
import { NatsUnavailable, type Messaging } from '@chargebus/messaging';
import { v7 as uuidv7 } from 'uuid';
import { isEnded, isWaiting } from '../../domain/commands/command';
import { passwordIn } from '../../domain/configuration/password-change';
import { decideBeginning, isIdleReset } from '../../domain/commands/waiting-command';
import type { CommandRow } from '../../store/commands/command.row';
import type { Author } from '../../store/registry-writer';
import type { CommandAsk, CommandLedger, OpenedCommand } from './command-ledger';
import { withPassword } from '../configuration/password-talk';
import { toKnowledge, type AskedCommand, type RunCommand } from './run-command';
import { within } from '../within';

/** A command in the ledger; to whoever began it, and to nobody else, with the password that was made for it. */
export type SentCommand = CommandRow & { password?: string };

export interface CommandCall {
  readonly stationId: string;
  readonly body: AskedCommand;
  readonly idempotencyKey?: string | undefined;
  /** Until when it may wait for the station, ISO; absent: it is sent at once or ends as `offline`. */
  readonly expiresAt?: string | undefined;
  /** How long the caller waits for the end, ms. */
  readonly waitMs: number;
}

export interface SendCommandOptions {
  /** Tells whoever works off the lines of waiting commands that there is something in one. */
  readonly wakeQueue: () => void;
  /** How long NATS may take to come back before the caller is told 503, ms. */
  readonly busPatienceMs?: number;
}

type CommandOf = Pick<CommandRequest, 'commandId' | 'tenantId' | 'stationId'>;

const LOOK_EVERY_MS = 250;
const LOOK_INTO_LINE_EVERY_MS = 50;
/** A command in the line of a station that is there should be taken out of it within so much time. */
const TURN_COMES_MS = 1_500;

/** Takes what the API is asked to tell stations: sends it at once, or writes it down for later. */
export class SendCommand {
  constructor(
    private readonly ledger: CommandLedger,
    private readonly messaging: Pick<Messaging, 'command' | 'untilHealthy'>,
    private readonly runner: RunCommand,
    private readonly options: SendCommandOptions,
  ) {}

  /**
   * @returns the command, ended or, after `waitMs`, still `running` or waiting.
   * @throws Problem 404, 422; NatsUnavailable if NATS is away and the command cannot wait: then nothing was sent.
   */
  async send(author: Author, call: CommandCall): Promise<SentCommand> {
    const { stationId, body, idempotencyKey, waitMs } = call;
    const budgetMs = this.runner.budgetMs(body);
    const ask: CommandAsk = { id: uuidv7(), stationId, body, idempotencyKey, budgetMs };
    const waits = await this.decideWait(author, call);
    if (waits !== undefined) {
      const opened = await this.ledger.open(author, { ...ask, waits });
      this.options.wakeQueue();
      return this.outcome(opened, waitMs);
    }
    if (!(await this.messaging.untilHealthy(this.options.busPatienceMs ?? 2_000))) {
      throw new NatsUnavailable('NATS is not reachable: no command was sent');
    }
    const opening = this.ledger.open(author, ask);
    const first = this.begin({ commandId: ask.id, tenantId: author.tenantId, stationId }, body, opening);
    const opened = await opening;
    const told = body.type === 'change-password' ? withPassword(body) : body;
    if (opened.fresh) void this.runner.run(author, opened, told, first);
    const row = await this.outcome(opened, waitMs);
    const isMade = opened.fresh && body.type === 'change-password' && body.password === undefined;
    return isMade && 'password' in told && told.password !== undefined ? { ...row, password: told.password } : row;
  }

  /** Cancels a command that waits. @throws Problem 404; 409 `not-waiting` if it was sent or has ended */
  cancel(author: Author, stationId: string, id: string): Promise<CommandRow> {
    return this.ledger.cancel(author, stationId, id);
  }

  private async decideWait({ tenantId }: Author, call: CommandCall): Promise<CommandAsk['waits']> {
    const { stationId, body, expiresAt } = call;
    // Only these depend on what the station is.
    if (expiresAt === undefined && !isIdleReset(body)) return undefined;
    const station = await this.ledger.stationOf(tenantId, stationId);
    const beginning = decideBeginning(body, expiresAt, station, new Date().toISOString());
    if (beginning.how === 'at-once') return undefined;
    return { status: beginning.how, expiresAt: beginning.expiresAt };
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
    if (this.runner.isTalk(body) || passwordIn(body) !== undefined) return undefined;
    const ready = opening.then((opened) => {
      if (!opened.fresh) throw new Error(`command ${of.commandId} repeats ${opened.row.id}`);
      return toKnowledge(opened);
    });
    const first = this.messaging.command(
      { ...of, timeoutMs: this.runner.timeoutMs, command: body as StationCommand },
      { ready },
    );
    // Whoever runs the command sees the error; a repeat, or a command that was refused, has nobody to run it.
    first.catch(() => undefined);
    return first;
  }

  private async outcome({ row, connected }: OpenedCommand, waitMs: number): Promise<CommandRow> {
    const until = performance.now() + waitMs;
    const turnComes = performance.now() + (connected ? Math.min(waitMs, TURN_COMES_MS) : 0);
    for (let latest = row; ; latest = await this.ledger.get(row.tenantId, row.stationId, row.id)) {
      if (isEnded(latest.status)) return latest;
      const now = performance.now();
      const here = this.runner.find(row.id);
      const ended = here && (await within(here, until - now));
      if (ended !== undefined) return ended;
      if (now >= (isWaiting(latest.status) ? turnComes : until)) return latest;
      const pauseMs = isWaiting(latest.status) ? LOOK_INTO_LINE_EVERY_MS : LOOK_EVERY_MS;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
