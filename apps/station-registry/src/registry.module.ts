import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { partitionOf } from '@chargebus/contracts';
import { GatewayLeases, OutboxRelay } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import type { RegistryConfig } from './config';
import { Background } from './entry/background';
import { AfirController } from './entry/monitoring/afir.controller';
import { BulkCommandsController } from './entry/commands/bulk-commands.controller';
import { CommandsController } from './entry/commands/commands.controller';
import { CsvSupport } from './entry/registration/csv-support';
import { ConfigurationController } from './entry/configuration/configuration.controller';
import { ConfigurationProfilesController } from './entry/configuration/configuration-profiles.controller';
import { EvsesController } from './entry/registration/evses.controller';
import { ImportsController } from './entry/registration/imports.controller';
import { HistoriesController } from './entry/monitoring/histories.controller';
import { LocationsController } from './entry/registration/locations.controller';
import { MessagesController } from './entry/monitoring/messages.controller';
import { countStations } from './entry/observe';
import { RawCallsController } from './entry/commands/raw-calls.controller';
import { caughtUp, logRead, sessionReader, stationReader } from './entry/readers';
import { ReportedEventsController } from './entry/monitoring/reported-events.controller';
import { StationAsksController } from './entry/registration/station-asks.controller';
import { StationHistoryController } from './entry/monitoring/station-history.controller';
import { StationTemplatesController } from './entry/registration/station-templates.controller';
import { StationsController } from './entry/registration/stations.controller';
import { TenantController } from './entry/registration/tenant.controller';
import { VariablesController } from './entry/configuration/variables.controller';
import { wakeAfterCommit } from './entry/commands/wake-lines';
import { isStationBusy } from './store/commands/command-queue.repository';
import { RegistryWriter, type Author } from './store/registry-writer';
import { UptimeController } from './entry/monitoring/uptime.controller';
import { AdmitStation } from './use-cases/registration/admit-station';
import { AnswerBoot } from './use-cases/registration/answer-boot';
import { ApplyTemplate } from './use-cases/registration/apply-template';
import { ApplyConfiguration } from './use-cases/configuration/apply-configuration';
import { BulkCommands } from './use-cases/commands/bulk-commands';
import { CallStation } from './use-cases/commands/call-station';
import { ChangePassword } from './use-cases/configuration/change-password';
import { ChangeStation } from './use-cases/registration/change-station';
import { ChangeTenant } from './use-cases/registration/change-tenant';
import { CommandLedger } from './use-cases/commands/command-ledger';
import { DeleteStation } from './use-cases/registration/delete-station';
import { DescribeEvse } from './use-cases/registration/describe-evse';
import { EndLinks } from './use-cases/monitoring/end-links';
import { ImportStations } from './use-cases/registration/import-stations';
import { ExcludeOutage } from './use-cases/monitoring/exclude-outage';
import { ForgetHistory } from './use-cases/monitoring/forget-history';
import { LoseGateway } from './use-cases/monitoring/lose-gateway';
import { PutLocation } from './use-cases/registration/put-location';
import { PutTemplate } from './use-cases/registration/put-template';
import { PutProfile } from './use-cases/configuration/put-profile';
import { ReadConfiguration } from './use-cases/configuration/read-configuration';
import { ReadHistories } from './use-cases/monitoring/read-histories';
import { ReadMessages } from './use-cases/monitoring/read-messages';
import { ReadPublicLocations } from './use-cases/monitoring/read-public-locations';
import { ReadStations } from './use-cases/registration/read-stations';
import { ReadUptime } from './use-cases/monitoring/read-uptime';
import { RegisterStation } from './use-cases/registration/register-station';
import { relinkBy } from './use-cases/commands/relink';
import { ReportDesk } from './use-cases/configuration/report-desk';
import { RunCommand } from './use-cases/commands/run-command';
import { SendCommand } from './use-cases/commands/send-command';
import { SynchroniseStations } from './use-cases/configuration/synchronise-stations';
import { stationTalks } from './use-cases/commands/talks';
import { TellStation } from './use-cases/commands/tell-station';
import { WorkOffLines } from './use-cases/commands/work-off-lines';

const CONTROLLERS = [
  TenantController,
  LocationsController,
  StationsController,
  ImportsController,
  StationTemplatesController,
  StationHistoryController,
  EvsesController,
  VariablesController,
  ConfigurationController,
  ConfigurationProfilesController,
  HistoriesController,
  UptimeController,
  ReportedEventsController,
  AfirController,
  CommandsController,
  BulkCommandsController,
  RawCallsController,
  MessagesController,
  StationAsksController,
];
/** Beyond the station's own time: the bus's margin, and reading the answer. */
const RAW_CALL_MARGIN_MS = 15_000;

/** The registry's composition root. */
@Module({})
export class RegistryModule {
  static with(config: RegistryConfig, runtime: Runtime): DynamicModule {
    const { messaging, database: dataSource, locks, logger } = runtime;
    const writer = new RegistryWriter(dataSource, messaging.partitions);
    const stations = stationReader(runtime);
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'registry' });
    const ledger = new CommandLedger(writer);
    const isLogRead = (tenantId: string, stationId: string): Promise<boolean> =>
      logRead(stations, partitionOf(tenantId, stationId, messaging.partitions));
    const delayMs = config.CONFIGURATION_SYNC_DELAY_S * 1_000;
    const apply = new ApplyConfiguration(writer, {
      unasked: isUnasked(config),
      timeoutMs: config.COMMAND_TIMEOUT_S * 1_000,
      retryMs: Math.max(delayMs, 1_000),
    });
    const runner = new RunCommand(ledger, messaging, {
      timeoutMs: config.COMMAND_TIMEOUT_S * 1_000,
      isBusy: async (tenantId, stationId) => {
        const current = await isLogRead(tenantId, stationId);
        return writer.read(tenantId, (em) => isStationBusy(em, { tenantId, stationId }, current));
      },
      passwords: new ChangePassword(writer),
      talks: stationTalks({
        ...{ apply, writer, relink: relinkBy(messaging), loginMs: config.COMMAND_TIMEOUT_S * 1_000 },
        desk: new ReportDesk(writer, config.COMMAND_TIMEOUT_S * 1_000),
      }),
    });
    const sessions = sessionReader(runtime, {
      patienceMs: config.FINAL_COST_PATIENCE_S * 1_000,
      budgetMs: runner.budgetMs({ type: 'show-cost' }),
    });
    const lines = new WorkOffLines({ writer, runner, messaging, locks, logger });
    const wakeQueue = (): void => lines.wake();
    dataSource.subscribers.push(wakeAfterCommit(wakeQueue));
    const commands = new SendCommand(ledger, messaging, runner, { wakeQueue });
    const endLinks = new EndLinks(writer, messaging, logger);
    watchReaders(runtime, 'registry', { stations, sessions });
    watchOutbox(runtime, 'registry', relay);
    countStations(runtime.metrics, writer);
    const background = new Background({
      ...{ stations, sessions, relay, writer },
      leases: new GatewayLeases(messaging, { leaseMs: config.GATEWAY_LEASE_MS }),
      loseGateway: new LoseGateway(writer, () => caughtUp(stations, messaging.partitions)),
      ...{ ledger, runner, lines, endLinks },
      ...(isUnasked(config) && {
        synchronise: new SynchroniseStations({ writer, commands, apply, logger, delayMs }),
      }),
      forgetHistory: new ForgetHistory(writer, keptMs(config)),
      logger,
    });
    return {
      module: RegistryModule,
      controllers: CONTROLLERS,
      providers: [
        value(RegistryWriter, writer),
        value(CommandLedger, ledger),
        value(SendCommand, commands),
        value(BulkCommands, new BulkCommands(writer, runner, wakeQueue)),
        value(Background, background),
        ...useCases(config, runtime, { writer, commands, endLinks, isLogRead }),
      ],
    };
  }
}

interface Parts {
  writer: RegistryWriter;
  commands: SendCommand;
  endLinks: EndLinks;
  isLogRead(tenantId: string, stationId: string): Promise<boolean>;
}

function useCases(config: RegistryConfig, { messaging }: Runtime, parts: Parts): Provider[] {
  const { writer, commands, endLinks, isLogRead } = parts;
  const { UNKNOWN_STATIONS, HEARTBEAT_INTERVAL_S, BOOT_RETRY_INTERVAL_S, COMMAND_TIMEOUT_S } = config;
  const intervals = { heartbeatS: HEARTBEAT_INTERVAL_S, retryS: BOOT_RETRY_INTERVAL_S };
  const askForBoot = (author: Author, stationId: string): Promise<unknown> =>
    commands.send(author, { stationId, body: { type: 'trigger', message: 'boot' }, waitMs: 0 });
  return [
    { provide: CsvSupport, inject: [HttpAdapterHost], useFactory: (host: HttpAdapterHost) => new CsvSupport(host) },
    value(ChangeTenant, new ChangeTenant(writer)),
    value(PutLocation, new PutLocation(writer)),
    value(RegisterStation, new RegisterStation(writer)),
    value(ImportStations, new ImportStations(writer)),
    value(PutTemplate, new PutTemplate(writer)),
    value(ChangeStation, new ChangeStation(writer, endLinks, askForBoot)),
    value(DeleteStation, new DeleteStation(writer, endLinks)),
    value(ReadStations, new ReadStations(writer)),
    value(ReadHistories, new ReadHistories(writer)),
    value(ReadUptime, new ReadUptime(writer, keptMs(config))),
    value(ReadPublicLocations, new ReadPublicLocations(writer, messaging)),
    value(ExcludeOutage, new ExcludeOutage(writer)),
    value(DescribeEvse, new DescribeEvse(writer)),
    value(ReadMessages, new ReadMessages(writer, messaging)),
    value(CallStation, new CallStation(commands, COMMAND_TIMEOUT_S * 1_000 + RAW_CALL_MARGIN_MS)),
    value(AdmitStation, new AdmitStation(writer, UNKNOWN_STATIONS)),
    value(AnswerBoot, new AnswerBoot(writer, intervals, new ApplyTemplate(writer))),
    value(PutProfile, new PutProfile(writer)),
    value(ReadConfiguration, new ReadConfiguration(writer, isUnasked(config))),
    value(TellStation, new TellStation(writer, isLogRead)),
  ];
}

const isUnasked = ({ CONFIGURATION_SYNC }: RegistryConfig): boolean => CONFIGURATION_SYNC === 'on';
const keptMs = ({ HISTORY_RETENTION_DAYS }: RegistryConfig): number => HISTORY_RETENTION_DAYS * 86_400_000;

function value<T>(token: new (...args: never[]) => T, useValue: T): Provider {
  return { provide: token, useValue };
}
