import type { OcppVersion } from './options';
import type { Quirks } from './quirks';

/** A kind of station: what it is called on the command line, and what it does otherwise than the book. */
export interface Profile {
  /** One line for --help. */
  about: string;
  /** What it speaks; absent: everything. */
  speaks?: readonly OcppVersion[];
  /** Of this many connectors and no other number. */
  connectors?: number;
  maxPowerW?: number;
  /** Its configuration as it leaves the factory, where that is not what every other one has. */
  configuration?: Record<string, string>;
  /** Calls it does not implement, of those that others do. */
  lacks?: readonly string[];
  quirks: Quirks;
}

/** Habits of stations that learned 1.6 by heart and never anything else. */
const ONLY_16: readonly OcppVersion[] = ['1.6'];

export const profiles = {
  generic: { about: 'a full-grown station that keeps to the book', quirks: {} },
  'go-e': {
    about: 'a go-e Charger: what its maker documents and nothing else; message ids begin anew at each boot',
    speaks: ONLY_16,
    connectors: 1,
    maxPowerW: 11_000,
    quirks: { countedMessageIds: true, omitsLocalReason: true },
  },
  'no-smart-charging': {
    about: 'cannot be limited: it has no charging profiles, and says so',
    speaks: ONLY_16,
    configuration: { SupportedFeatureProfiles: 'Core,FirmwareManagement,RemoteTrigger' },
    lacks: ['ClearChargingProfile', 'GetCompositeSchedule', 'SetChargingProfile'],
    quirks: {},
  },
  'meter-as-object': {
    about: 'meter values and samples are objects where lists belong, values are numbers, units misspelt',
    speaks: ONLY_16,
    configuration: { MeterValuesSampledData: 'Energy.Active.Import.Register,Frequency,Temperature' },
    quirks: { meterAsObject: true, valuesAsNumbers: true, misspeltUnits: true },
  },
  'kwh-as-wh': {
    about: 'samples of energy are in kWh and labelled Wh; meterStart and meterStop are right, but fractions',
    speaks: ONLY_16,
    quirks: { kWhAsWh: true, fractionsOfWh: true },
  },
  'zoneless-clock': {
    about: 'times have no zone and nine digits of a second, numbers are written as text',
    speaks: ONLY_16,
    quirks: { timesWithoutZone: true, numbersAsText: true },
  },
  'sloppy-frames': {
    about: 'frames printed with tabs, control characters in tokens, empty and over-long texts, members of its own',
    speaks: ONLY_16,
    quirks: { printedFrames: true, countedMessageIds: true, controlBytesInTokens: true, oddTexts: true },
  },
  'boot-loop': {
    about: 'boots at every connection and for each heartbeat though accepted; Available before its StopTransaction',
    speaks: ONLY_16,
    quirks: { boots: 'again', statusFirst: true, securityEventAtBoot: true },
  },
  'no-boot': {
    about: 'was accepted elsewhere: goes on without a BootNotification until one is triggered',
    speaks: ONLY_16,
    quirks: { boots: 'never' },
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

export const profileOf = (name: ProfileName = 'generic'): Profile => profiles[name];
