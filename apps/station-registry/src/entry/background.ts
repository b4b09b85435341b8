import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ALL_TENANTS } from '@chargebus/database';
import type { GatewayLeases, OutboxRelay } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import { gatewaysInUse } from '../store/monitoring/gateway.repository';
import type { RegistryWriter } from '../store/registry-writer';
import type { CommandLedger } from '../use-cases/commands/command-ledger';
import type { EndLinks } from '../use-cases/monitoring/end-links';
import type { ForgetHistory } from '../use-cases/monitoring/forget-history';
import type { LoseGateway } from '../use-cases/monitoring/lose-gateway';
import type { RunCommand } from '../use-cases/commands/run-command';
import type { SynchroniseStations } from '../use-cases/configuration/synchronise-stations';
import type { WorkOffLines } from '../use-cases/commands/work-off-lines';
import type { SessionReader, StationReader } from './readers';

export interface BackgroundParts {
  readonly stations: StationReader;
  readonly sessions: SessionReader;
  readonly relay: OutboxRelay;
  readonly leases: GatewayLeases;
  readonly loseGateway: LoseGateway;
  readonly ledger: CommandLedger;
  readonly runner: RunCommand;
  readonly lines: WorkOffLines;
  readonly endLinks: EndLinks;
  /** Absent: stations are synchronised on demand only. */
  readonly synchronise?: SynchroniseStations | undefined;
  readonly forgetHistory: ForgetHistory;
  readonly writer: RegistryWriter;
  readonly logger: Logger;
  readonly sweepEveryMs?: number;
}

const SWEEP_EVERY_MS = 10_000;
const END_LINKS_EVERY_MS = 3_000;
const FORGET_EVERY_MS = 60 * 60_000;
const EXPIRE_EVERY_MS = 1_000;
const DRAIN_MS = 5_000;

/** What the registry does without being asked: reading the logs, publishing facts, watching gateways, sweeping commands. */
export class Background implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private sweeper: NodeJS.Timeout | undefined;
  private linkSweeper: NodeJS.Timeout | undefined;
  private forgetter: NodeJS.Timeout | undefined;
  private expirer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: BackgroundParts) {}

  async onApplicationBootstrap(): Promise<void> {
    const { relay, stations, sessions, leases, loseGateway, logger, sweepEveryMs } = this.parts;
    relay.start();
    await stations.start();
    await sessions.start();
    leases.onExpired(async (gatewayId) => {
      const lost = await loseGateway.lose(gatewayId, new Date().toISOString());
      if (lost > 0) logger.warn(`gateway ${gatewayId} is gone: ${lost} stations marked disconnected`);
    });
    leases.start();
    this.sweeper = setInterval(() => void this.tidy(), sweepEveryMs ?? SWEEP_EVERY_MS);
    this.linkSweeper = setInterval(() => void this.endLinks(), END_LINKS_EVERY_MS);
    this.parts.synchronise?.start();
    this.forgetter = setInterval(() => void this.forget(), FORGET_EVERY_MS);
    this.expirer = setInterval(() => void this.expire(), EXPIRE_EVERY_MS);
    this.parts.lines.start();
    void this.tidy();
    void this.forget();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.parts.synchronise?.stop();
    await this.parts.lines.stop();
    await this.parts.runner.drain(DRAIN_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.sweeper);
    clearInterval(this.linkSweeper);
    clearInterval(this.forgetter);
    clearInterval(this.expirer);
    this.parts.leases.stop();
    await this.parts.stations.stop();
    await this.parts.sessions.stop();
    await this.parts.relay.stop();
  }

  private async endLinks(): Promise<void> {
    await this.parts.endLinks.sweep().catch((error: unknown) => {
      this.parts.logger.warn(`links could not be looked through, trying again: ${String(error)}`);
    });
  }

  private async forget(): Promise<void> {
    await this.parts.forgetHistory.sweep(Date.now()).catch((error: unknown) => {
      this.parts.logger.warn(`old histories could not be deleted, trying again: ${String(error)}`);
    });
  }

  private async expire(): Promise<void> {
    await this.parts.ledger.expire(new Date().toISOString()).catch((error: unknown) => {
      this.parts.logger.warn(`commands could not be looked through for expired ones, trying again: ${String(error)}`);
    });
  }

  /** PostgreSQL may be away: the next round tries again. */
  private async tidy(): Promise<void> {
    const { ledger, leases, writer, logger } = this.parts;
    try {
      // A gateway may have died while no registry listened, or before its stations were projected.
      leases.expect(await writer.read(ALL_TENANTS, gatewaysInUse));
      const swept = await ledger.sweep(new Date().toISOString());
      if (swept > 0) logger.warn(`${swept} commands of processes that are gone ended as unknown-outcome`);
    } catch (error) {
      logger.warn(`tidying up failed, trying again: ${String(error)}`);
    }
  }
}
