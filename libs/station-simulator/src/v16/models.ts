import type { StationOptions } from '../options';
import { profileOf } from '../profiles';
import type { Quirks } from '../quirks';
import type { Random } from '../random';
import { type ConfigurationKey, genericKeys, goEKeys } from './configuration';

/** What makes one maker's 1.6 station differ from another's. */
export interface Model {
  /** The BootNotification, less what options override; an update of the firmware changes its version. */
  boot: Record<string, string>;
  keys: Record<string, ConfigurationKey>;
  /** Values of keys as it leaves the factory. */
  configuration: Record<string, string>;
  /** Calls of the CSMS it implements; all others are NotImplemented. */
  commands: ReadonlySet<string>;
  /** Messages it cannot be triggered to send. */
  untriggered: ReadonlySet<string>;
  quirks: Quirks;
}

const GO_E_COMMANDS = [
  'ChangeConfiguration',
  'ClearChargingProfile',
  'GetConfiguration',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'Reset',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
];
const GENERIC_COMMANDS = [
  ...GO_E_COMMANDS,
  'ChangeAvailability',
  'ClearCache',
  'DataTransfer',
  'GetCompositeSchedule',
  'SignedUpdateFirmware',
];

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.int(0, 9)).join('');

const goEBoot = (random: Random): Record<string, string> => ({
  chargePointVendor: 'go-e',
  chargePointModel: 'go-eCharger Gemini',
  chargePointSerialNumber: digits(random, 6),
  firmwareVersion: '57.1',
});

const genericBoot = (random: Random): Record<string, string> => ({
  chargePointVendor: 'Simulated',
  chargePointModel: 'Wallbox 22',
  chargePointSerialNumber: `SN${digits(random, 8)}`,
  firmwareVersion: '1.4.2',
  iccid: `8988${digits(random, 15)}`,
  imsi: `90140${digits(random, 10)}`,
  meterType: 'Simulated MID meter',
  meterSerialNumber: `M${digits(random, 7)}`,
});

export function modelOf(options: StationOptions, random: Random): Model {
  const goE = options.profile === 'go-e';
  const boot = goE ? goEBoot(random) : genericBoot(random);
  const { quirks, configuration = {}, lacks = [] } = profileOf(options.profile);
  if (options.vendor !== undefined) boot['chargePointVendor'] = options.vendor;
  if (options.model !== undefined) boot['chargePointModel'] = options.model;
  if (options.firmwareVersion !== undefined) boot['firmwareVersion'] = options.firmwareVersion;
  return {
    boot,
    keys: goE ? goEKeys() : genericKeys(options.connectors ?? 1, options.reportSoc ?? true),
    commands: new Set((goE ? GO_E_COMMANDS : GENERIC_COMMANDS).filter((action) => !lacks.includes(action))),
    untriggered: new Set(goE ? ['DiagnosticsStatusNotification'] : []),
    // 1 to 3 with TLS or a certificate, which its sockets decide; it shows a password or none.
    configuration: goE || options.password === undefined ? configuration : { SecurityProfile: '1', ...configuration },
    quirks,
  };
}
