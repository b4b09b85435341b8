import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { partitionOf } from '@chargebus/contracts';
import { GatewayLeases, OutboxRelay } from '@chargebus/messaging';
import type { Runtime } from '@chargebus/service-runtime';
import type { RegistryConfig } from './config';
import { Background } from './entry/background';
import { CommandsController } from './entry/commands.controller';
import { EvsesController } from './entry/evses.controller';
import { LocationsController } from './entry/locations.controller';
import { MessagesController } from './entry/messages.controller';
import { checkHealth, exposeMetrics } from './entry/observe';
import { RawCallsController } from './entry/raw-calls.controller';
import { caughtUp, logRead, sessionReader, stationReader } from './entry/readers';
import { StationAsksController } from './entry/station-asks.controller';
import { StationsController } from './entry/stations.controller';
import { RegistryWriter } from './store/registry-writer';
import { AdmitStation } from './use-cases/admit-station';
import { AnswerBoot } from './use-cases/answer-boot';
import { CallStation } from './use-cases/call-station';
import { ChangeStation } from './use-cases/change-station';
import { CommandLedger } from './use-cases/command-ledger';
import { DeleteStation } from './use-cases/delete-station';
import { DescribeEvse } from './use-cases/describe-evse';
import { LoseGateway } from './use-cases/lose-gateway';
import { PutLocation } from './use-cases/put-location';
import { ReadMessages } from './use-cases/read-messages';
import { ReadStations } from './use-cases/read-stations';
import { RegisterStation } from './use-cases/register-station';
import { SendCommand } from './use-cases/send-command';
import { TellStation } from './use-cases/tell-station';

const CONTROLLERS = [
  LocationsController,
  StationsController,
  EvsesController,
  CommandsController,
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
    const commands = new SendCommand(ledger, messaging, {
      timeoutMs: config.COMMAND_TIMEOUT_S * 1_000,
      logRead: isLogRead,
    });
    const observed = { stations, sessions, relay, writer };
    checkHealth(runtime.health, observed);
    exposeMetrics(runtime.metrics, observed);
    const background = new Background({
      ...observed,
      leases: new GatewayLeases(messaging, { leaseMs: config.GATEWAY_LEASE_MS }),
      loseGateway: new LoseGateway(writer, () => caughtUp(stations, messaging.partitions)),
      ledger,
      commands,
      logger,
    });
    return {
      module: RegistryModule,
      controllers: CONTROLLERS,
      providers: [
        value(RegistryWriter, writer),
        value(CommandLedger, ledger),
        value(SendCommand, commands),
        value(Background, background),
        ...useCases(config, runtime, { writer, commands, isLogRead }),
      ],
    };
  }
}

interface Parts {
  writer: RegistryWriter;
  commands: SendCommand;
  isLogRead(tenantId: string, stationId: string): Promise<boolean>;
}

function useCases(config: RegistryConfig, { messaging }: Runtime, { writer, commands, isLogRead }: Parts): Provider[] {
  const { UNKNOWN_STATIONS, HEARTBEAT_INTERVAL_S, BOOT_RETRY_INTERVAL_S, COMMAND_TIMEOUT_S } = config;
  const intervals = { heartbeatS: HEARTBEAT_INTERVAL_S, retryS: BOOT_RETRY_INTERVAL_S };
  return [
    value(PutLocation, new PutLocation(writer)),
    value(RegisterStation, new RegisterStation(writer)),
    value(ChangeStation, new ChangeStation(writer)),
    value(DeleteStation, new DeleteStation(writer)),
    value(ReadStations, new ReadStations(writer)),
    value(DescribeEvse, new DescribeEvse(writer)),
    value(ReadMessages, new ReadMessages(writer, messaging)),
    value(CallStation, new CallStation(commands, COMMAND_TIMEOUT_S * 1_000 + RAW_CALL_MARGIN_MS)),
    value(AdmitStation, new AdmitStation(writer, UNKNOWN_STATIONS)),
    value(AnswerBoot, new AnswerBoot(writer, intervals)),
    value(TellStation, new TellStation(writer, isLogRead)),
  ];
}

function value<T>(token: new (...args: never[]) => T, useValue: T): Provider {
  return { provide: token, useValue };
}
