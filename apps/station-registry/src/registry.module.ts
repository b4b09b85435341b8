import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { partitionOf } from '@chargebus/contracts';
import { GatewayLeases, OutboxRelay } from '@chargebus/messaging';
import { watchOutbox, watchReaders, type Runtime } from '@chargebus/service-runtime';
import type { RegistryConfig } from './config';
import { Background } from './entry/background';
import { AfirController } from './entry/afir.controller';
import { BulkCommandsController } from './entry/bulk-commands.controller';
import { CommandsController } from './entry/commands.controller';
import { CsvSupport } from './entry/csv-support';
import { ConfigurationController } from './entry/configuration.controller';
import { ConfigurationProfilesController } from './entry/configuration-profiles.controller';
import { EvsesController } from './entry/evses.controller';
import { ImportsController } from './entry/imports.controller';
import { HistoriesController } from './entry/histories.controller';
import { LocationsController } from './entry/locations.controller';
import { MessagesController } from './entry/messages.controller';
import { countStations } from './entry/observe';
import { RawCallsController } from './entry/raw-calls.controller';
import { caughtUp, logRead, sessionReader, stationReader } from './entry/readers';
import { ReportedEventsController } from './entry/reported-events.controller';
import { StationAsksController } from './entry/station-asks.controller';
import { StationHistoryController } from './entry/station-history.controller';
import { StationTemplatesController } from './entry/station-templates.controller';
import { StationsController } from './entry/stations.controller';
import { TenantController } from './entry/tenant.controller';
import { VariablesController } from './entry/variables.controller';
import { wakeAfterCommit } from './entry/wake-lines';
import { RegistryWriter, type Author } from './store/registry-writer';
import { UptimeController } from './entry/uptime.controller';
import { AdmitStation } from './use-cases/admit-station';
import { AnswerBoot } from './use-cases/answer-boot';
import { ApplyTemplate } from './use-cases/apply-template';
import { ApplyConfiguration } from './use-cases/apply-configuration';
import { BulkCommands } from './use-cases/bulk-commands';
import { CallStation } from './use-cases/call-station';
import { ChangePassword } from './use-cases/change-password';
import { ChangeStation } from './use-cases/change-station';
import { ChangeTenant } from './use-cases/change-tenant';
import { CommandLedger } from './use-cases/command-ledger';
import { DeleteStation } from './use-cases/delete-station';
import { DescribeEvse } from './use-cases/describe-evse';
import { EndLinks } from './use-cases/end-links';
import { ImportStations } from './use-cases/import-stations';
import { ExcludeOutage } from './use-cases/exclude-outage';
import { ForgetHistory } from './use-cases/forget-history';
import { LoseGateway } from './use-cases/lose-gateway';
import { PutLocation } from './use-cases/put-location';
import { PutTemplate } from './use-cases/put-template';
import { PutProfile } from './use-cases/put-profile';
import { ReadHistories } from './use-cases/read-histories';
import { ReadMessages } from './use-cases/read-messages';
import { ReadPublicLocations } from './use-cases/read-public-locations';
import { ReadStations } from './use-cases/read-stations';
import { ReadUptime } from './use-cases/read-uptime';
import { RegisterStation } from './use-cases/register-station';
import { relinkBy } from './use-cases/relink';
import { ReportDesk } from './use-cases/report-desk';
import { RunCommand } from './use-cases/run-command';
import { SendCommand } from './use-cases/send-command';
import { SynchroniseStations } from './use-cases/synchronise-stations';
import { stationTalks } from './use-cases/talks';
import { TellStation } from './use-cases/tell-station';
import { WorkOffLines } from './use-cases/work-off-lines';

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
    const sessions = sessionReader(runtime);
    const relay = new OutboxRelay({ messaging, dataSource, locks, logger, name: 'registry' });
    const ledger = new CommandLedger(writer);
    const isLogRead = (tenantId: string, stationId: string): Promise<boolean> =>
      logRead(stations, partitionOf(tenantId, stationId, messaging.partitions));
    const delayMs = config.CONFIGURATION_SYNC_DELAY_S * 1_000;
    const apply = new ApplyConfiguration(writer, {
      timeoutMs: config.COMMAND_TIMEOUT_S * 1_000,
      retryMs: Math.max(delayMs, 1_000),
    });
    const runner = new RunCommand(ledger, messaging, {
      timeoutMs: config.COMMAND_TIMEOUT_S * 1_000,
      passwords: new ChangePassword(writer),
      talks: stationTalks({
        ...{ apply, writer, relink: relinkBy(messaging), loginMs: config.COMMAND_TIMEOUT_S * 1_000 },
        desk: new ReportDesk(writer, config.COMMAND_TIMEOUT_S * 1_000),
      }),
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
      ...(config.CONFIGURATION_SYNC === 'on' && {
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
    value(TellStation, new TellStation(writer, isLogRead)),
  ];
}

const keptMs = ({ HISTORY_RETENTION_DAYS }: RegistryConfig): number => HISTORY_RETENTION_DAYS * 86_400_000;

function value<T>(token: new (...args: never[]) => T, useValue: T): Provider {
  return { provide: token, useValue };
}
