import type { CommandOutcome, CommandRequest } from '@chargebus/contracts';
import type { Execute } from './gateway-under-test';

type Told = CommandRequest['command'];
type Reply = Omit<CommandOutcome, 'commandId'>;
type Habit = 'read-only' | 'rejects' | 'reboots' | 'keeps' | 'not-supported';

/** A station of 1.6 with some keys, each with its habit when it is set; what it was told is kept. */
export class ConfiguredStation {
  readonly told: Told[] = [];
  /** More keys than these in one request are an error of the protocol. */
  mostKeys = 50;
  /** Awaited before each answer. */
  pause: () => Promise<void> = () => Promise.resolve();

  constructor(
    readonly values: Record<string, string>,
    private readonly habits: Record<string, Habit> = {},
  ) {}

  /** The keys it was told to set, in order. */
  get sets(): string[] {
    return this.told.flatMap((command) => (command.type === 'set-configuration' ? command.key : []));
  }

  readonly execute: Execute = async ({ commandId, command }) => {
    this.told.push(command);
    await this.pause();
    return { commandId, ...this.answer(command) };
  };

  private answer(command: Told): Reply {
    if (command.type === 'get-configuration') return this.read(command.keys ?? Object.keys(this.values));
    if (command.type !== 'set-configuration') return { status: 'unsupported' };
    const { key, value } = command;
    switch (this.habits[key]) {
      case 'rejects':
        return { status: 'rejected', response: { status: 'Rejected' } };
      case 'not-supported':
        return { status: 'unsupported', response: { status: 'NotSupported' } };
      case 'keeps':
        return { status: 'accepted', response: { status: 'Accepted' } };
      case 'reboots':
        this.values[key] = value;
        return { status: 'accepted', response: { status: 'RebootRequired' } };
      default:
        this.values[key] = value;
        return { status: 'accepted', response: { status: 'Accepted' } };
    }
  }

  private read(keys: readonly string[]): Reply {
    if (keys.length > this.mostKeys)
      return { status: 'failed', error: { code: 'InternalError', description: 'too many' } };
    const known = keys.filter((key) => this.values[key] !== undefined);
    const configurationKey = known.map((key) => ({
      ...{ key, value: this.values[key], readonly: this.habits[key] === 'read-only' },
    }));
    return {
      status: 'accepted',
      response: { configurationKey, unknownKey: keys.filter((key) => !known.includes(key)) },
    };
  }
}
