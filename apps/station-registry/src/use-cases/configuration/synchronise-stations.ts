import { ALL_TENANTS } from '@chargebus/database';
import type { Logger } from '@chargebus/service-runtime';
import { takeDue, type SyncLease } from '../../store/configuration/configuration-sync.repository';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import type { ApplyConfiguration } from './apply-configuration';
import type { SendCommand } from '../commands/send-command';

export interface SynchroniseOptions {
  readonly writer: RegistryWriter;
  readonly commands: SendCommand;
  readonly apply: Pick<ApplyConfiguration, 'leaseMs' | 'hold'>;
  readonly logger: Logger;
  /** How long a station is left alone after it connected or booted, ms. */
  readonly delayMs: number;
  readonly everyMs?: number;
}

const AT_ONCE = 16;
const EVERY_MS = 1_000;
const LONG_MS = 60 * 60_000;

/**
 * Synchronises the stations that are due, some at a time, as commands in the ledger. Every replica does; a station is taken by one. What
 * fails, here or there, is due again.
 */
export class SynchroniseStations {
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private taking: Promise<void> | undefined;

  constructor(private readonly o: SynchroniseOptions) {}

  start(): void {
    this.timer ??= setInterval(
      () => (this.taking ??= this.take().finally(() => (this.taking = undefined))),
      this.everyMs,
    );
  }

  /** Takes no more stations; those in hand end with their commands, or with their leases. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.taking;
  }

  private get everyMs(): number {
    return this.o.everyMs ?? EVERY_MS;
  }

  private async take(): Promise<void> {
    const { writer, apply, delayMs, logger } = this.o;
    const limit = AT_ONCE - this.running.size;
    if (limit <= 0) return;
    const take = { limit, leaseMs: apply.leaseMs, delayMs };
    try {
      const author = { tenantId: ALL_TENANTS, actor: REGISTRY_ACTOR };
      for (const lease of await writer.write(author, ({ em }) => takeDue(em, take))) this.run(lease);
    } catch (error) {
      logger.warn(`stations that are due could not be taken, trying again: ${String(error)}`);
    }
  }

  private run(lease: SyncLease): void {
    const { tenantId, stationId } = lease;
    const ended = this.synchronise(lease)
      // Its lease runs out, and it is due as before.
      .catch((error: unknown) => this.o.logger.warn({ error, tenantId, stationId }, 'a station was not synchronised'))
      .finally(() => this.running.delete(ended));
    this.running.add(ended);
  }

  private async synchronise(lease: SyncLease): Promise<void> {
    const { tenantId, stationId, cause } = lease;
    if (!(await this.o.apply.hold(lease))) return;
    const body = { type: 'apply-configuration' as const, cause };
    await this.o.commands.send({ tenantId, actor: REGISTRY_ACTOR }, { stationId, body, waitMs: LONG_MS });
  }
}
