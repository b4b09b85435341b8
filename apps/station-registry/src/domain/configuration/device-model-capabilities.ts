import type { VariableRef } from '@chargebus/contracts';
import { toCount, toList, type Capabilities } from './capabilities';
import { COST_VARIABLES } from './cost-display';
import { labelOf, pathOf, variableName, type SettingName } from './setting';

/** A setting as it was last read. */
export interface KnownSetting {
  name: SettingName;
  value: string | null;
  mutability: string | null;
}

const of = (component: string, variable: string, instance?: string): VariableRef => ({
  component,
  variable,
  ...(instance === undefined ? {} : { instance }),
});

const ITEMS_PER_GET = of('DeviceDataCtrlr', 'ItemsPerMessage', 'GetVariables');
const ITEMS_PER_SET = of('DeviceDataCtrlr', 'ItemsPerMessage', 'SetVariables');
const BYTES_PER_GET = of('DeviceDataCtrlr', 'BytesPerMessage', 'GetVariables');
const BYTES_PER_SET = of('DeviceDataCtrlr', 'BytesPerMessage', 'SetVariables');
const MEASURANDS = of('SampledDataCtrlr', 'TxUpdatedMeasurands');
const RATE_UNIT = of('SmartChargingCtrlr', 'RateUnit');
const STACK_LEVEL = of('SmartChargingCtrlr', 'ProfileStackLevel');
const PERIODS = of('SmartChargingCtrlr', 'PeriodsPerSchedule');

/** Controllers whose feature 1.6 has a profile for. */
const PROFILE_OF: Readonly<Record<string, string>> = {
  localauthlistctrlr: 'LocalAuthListManagement',
  reservationctrlr: 'Reservation',
  smartchargingctrlr: 'SmartCharging',
};
/** What every 2.x station has: no controller says so. */
const ALWAYS = ['Core', 'FirmwareManagement', 'RemoteTrigger'];
const RATE_UNITS: Readonly<Record<string, string>> = { a: 'Current', w: 'Power' };

/** Variables that `identify` asks for by name, of stations that report less than all. OCPP 2.0.1 part 2, appendix 3. */
export const VARIABLES_TO_ASK: readonly VariableRef[] = [
  ...[ITEMS_PER_GET, ITEMS_PER_SET, BYTES_PER_GET, BYTES_PER_SET],
  ...[MEASURANDS, RATE_UNIT, STACK_LEVEL, PERIODS],
  ...['SmartChargingCtrlr', 'LocalAuthListCtrlr', 'ReservationCtrlr'].map((controller) => of(controller, 'Available')),
  of('OCPPCommCtrlr', 'HeartbeatInterval'),
  ...COST_VARIABLES,
];

/** What the device model says of the station's abilities. */
export function toModelCapabilities(settings: readonly KnownSetting[], identifiedAt: string): Capabilities {
  const actual = settings.filter(({ name }) => name.attribute === 'actual' && name.component !== null);
  const values = new Map(actual.map(({ name, value }) => [pathOf(name), value]));
  const text = (ref: VariableRef): string | null => values.get(pathOf(variableName(ref))) ?? null;
  const controllers = controllersIn(actual, (controller) => text(of(controller, 'Available')));
  const itemsPerGet = toCount(text(ITEMS_PER_GET));
  return {
    identifiedAt,
    profiles: [...ALWAYS, ...controllers.flatMap((controller) => PROFILE_OF[controller.toLowerCase()] ?? [])].sort(),
    controllers,
    numberOfEvses: placesOf(actual, 'evse'),
    numberOfConnectors: placesOf(actual, 'connector'),
    measurands: toList(text(MEASURANDS)),
    maxKeysPerRequest: itemsPerGet,
    limits: {
      itemsPerGet,
      bytesPerGet: toCount(text(BYTES_PER_GET)),
      itemsPerSet: toCount(text(ITEMS_PER_SET)),
      bytesPerSet: toCount(text(BYTES_PER_SET)),
    },
    chargingRateUnits: toList(text(RATE_UNIT))?.map((unit) => RATE_UNITS[unit.toLowerCase()] ?? unit) ?? null,
    maxStackLevel: toCount(text(STACK_LEVEL)),
    maxSchedulePeriods: toCount(text(PERIODS)),
    keys: keysIn(actual),
    unknownKeys: [],
  };
}

/** The parts of the station itself; those of its EVSEs and connectors are many, and are in its variables. */
function keysIn(actual: readonly KnownSetting[]): Capabilities['keys'] {
  const own = actual.filter(({ name }) => !name.evseId);
  return Object.fromEntries(
    own.map(({ name, value, mutability }) => [labelOf(name), { value, readonly: mutability === 'read-only' }]),
  );
}

function controllersIn(actual: readonly KnownSetting[], available: (controller: string) => string | null): string[] {
  const names = new Set(actual.map(({ name }) => name.component ?? '').filter((name) => /ctrlr$/i.test(name)));
  return [...names].filter((name) => available(name)?.toLowerCase() !== 'false').sort();
}

/** How many components of that name, each at a place of its own; null if none is known. */
function placesOf(actual: readonly KnownSetting[], component: string): number | null {
  const places = actual
    .filter(({ name }) => name.component?.toLowerCase() === component && name.evseId)
    .map(({ name }) => `${name.evseId}/${name.connectorId ?? ''}`);
  return places.length === 0 ? null : new Set(places).size;
}
