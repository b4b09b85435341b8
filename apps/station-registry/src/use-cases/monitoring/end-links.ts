import { ALL_TENANTS } from '@chargebus/database';
import type { Messaging } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import type { RegistryWriter } from '../../store/registry-writer';
import { findUnwantedLinks, type UnwantedLink } from '../../store/monitoring/unwanted-links.repository';

const AT_ONCE = 20;
const MOST_A_SWEEP = 500;
const TIMEOUT_MS = 2_000;

/**
 * Has the links closed of stations that must not be connected any more. It goes by what is, not by what happened: a word
 * that was lost, or a link that opened while its station was being disabled, is found by the next sweep.
 */
export class EndLinks {
  private sweeping: Promise<number> | undefined;

  constructor(
    private readonly writer: RegistryWriter,
    private readonly messaging: Pick<Messaging, 'command'>,
    private readonly logger: Logger,
  ) {}

  /** After a change of one station. Never throws: what fails is swept. */
  async ofStation(tenantId: string, stationId: string): Promise<void> {
    try {
      const links = await this.writer.read(tenantId, (em) => findUnwantedLinks(em, 1, { tenantId, stationId }));
      for (const link of links) await this.end(link);
    } catch (error) {
      this.logger.warn({ error, tenantId, stationId }, 'a link could not be ended yet');
    }
  }

  /** All of them, one sweep at a time. @returns how many links were told to end. @throws the database's error */
  sweep(): Promise<number> {
    this.sweeping ??= this.sweepOnce().finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  private async sweepOnce(): Promise<number> {
    const links = await this.writer.read(ALL_TENANTS, (em) => findUnwantedLinks(em, MOST_A_SWEEP));
    for (let from = 0; from < links.length; from += AT_ONCE) {
      await Promise.allSettled(links.slice(from, from + AT_ONCE).map((link) => this.end(link)));
    }
    return links.length;
  }

  private async end({ tenantId, stationId, epoch, reason }: UnwantedLink): Promise<void> {
    const expected = epoch === null ? {} : { expectedEpoch: epoch };
    const command = { type: 'disconnect' as const, reason };
    const request = { commandId: uuidv7(), tenantId, stationId, timeoutMs: TIMEOUT_MS, command, ...expected };
    const { status } = await this.messaging.command(request);
    this.logger.info({ tenantId, stationId, reason, status }, 'a link was told to end');
  }
}
