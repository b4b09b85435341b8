import { messagingMigrations } from '@chargebus/messaging';
import type { ServiceDefinition } from '@chargebus/service-runtime';
import { registryConfig, type RegistryConfig } from './config';
import { RegistryModule } from './registry.module';
import { CommandRow } from './store/commands/command.row';
import { ConnectorRow } from './store/monitoring/connector.row';
import { CredentialRow } from './store/registration/credential.row';
import { EvseRow } from './store/monitoring/evse.row';
import { LocationRow } from './store/registration/location.row';
import { RoomForUpdates1764100000000 } from './store/migrations/room-for-updates';
import { StatusHistory1764400000001 } from './store/migrations/status-history';
import { OutageExclusions1764400000002 } from './store/migrations/outage-exclusions';
import { ReportedEvents1764400000003 } from './store/migrations/reported-events';
import { PublicData1764400000004 } from './store/migrations/public-data';
import { AdmissionSettings1764000000002 } from './store/migrations/admission-settings';
import { FirstTables1763800000001 } from './store/migrations/first-tables';
import { Registration1764300000001 } from './store/migrations/registration';
import { StationLists1764300000002 } from './store/migrations/station-lists';
import { CostDisplay1764910000001 } from './store/migrations/cost-display';
import { DesiredConfiguration1764600000002 } from './store/migrations/desired-configuration';
import { DeviceModel1764600000001 } from './store/migrations/device-model';
import { OutageExclusionRow } from './store/monitoring/outage-exclusion.row';
import { SoapStations1764960000001 } from './store/migrations/soap-stations';
import { WaitingCommands1764500000001 } from './store/migrations/waiting-commands';
import { StationStateRow } from './store/monitoring/station-state.row';
import { StationTemplateRow } from './store/registration/station-template.row';
import { StationVariableRow } from './store/configuration/station-variable.row';
import { StationRow } from './store/registration/station.row';
import { TenantRow } from './store/registration/tenant.row';

/** Stations, their credentials, boot, status and presence, locations, commands and raw messages. */
export const registryService: ServiceDefinition<RegistryConfig> = {
  name: 'registry',
  title: 'station-registry',
  config: registryConfig,
  defaultApiPort: 8081,
  database: {
    schema: 'registry',
    entities: [
      TenantRow,
      LocationRow,
      StationRow,
      CredentialRow,
      StationStateRow,
      EvseRow,
      ConnectorRow,
      CommandRow,
      StationTemplateRow,
      StationVariableRow,
      OutageExclusionRow,
    ],
    migrations: [
      ...messagingMigrations,
      FirstTables1763800000001,
      AdmissionSettings1764000000002,
      RoomForUpdates1764100000000,
      Registration1764300000001,
      StationLists1764300000002,
      DeviceModel1764600000001,
      DesiredConfiguration1764600000002,
      StatusHistory1764400000001,
      OutageExclusions1764400000002,
      ReportedEvents1764400000003,
      PublicData1764400000004,
      WaitingCommands1764500000001,
      CostDisplay1764910000001,
      SoapStations1764960000001,
    ],
  },
  module: (config, runtime) => RegistryModule.with(config, runtime),
};
