import { toModelCapabilities } from './device-model-capabilities';
import { variableName } from './setting';

const setting = (component: string, variable: string, value: string | null, more: object = {}) => ({
  name: variableName({ component, variable, ...more }),
  value,
  mutability: 'read-only',
});

describe('what a device model says of a station', () => {
  const capabilities = toModelCapabilities(
    [
      setting('SmartChargingCtrlr', 'Available', 'true'),
      setting('SmartChargingCtrlr', 'RateUnit', 'A,W'),
      setting('SmartChargingCtrlr', 'ProfileStackLevel', '10'),
      setting('SmartChargingCtrlr', 'PeriodsPerSchedule', '24'),
      setting('ReservationCtrlr', 'Available', 'false'),
      setting('SampledDataCtrlr', 'TxUpdatedMeasurands', 'Voltage, SoC'),
      setting('devicedatactrlr', 'itemspermessage', '32', { instance: 'getvariables' }),
      setting('DeviceDataCtrlr', 'BytesPerMessage', '8192', { instance: 'SetVariables' }),
      setting('EVSE', 'Available', 'true', { evseId: 1 }),
      setting('EVSE', 'Available', 'true', { evseId: 2 }),
      setting('Connector', 'Available', 'true', { evseId: 1, connectorId: 1 }),
      setting('Connector', 'Available', 'true', { evseId: 1, connectorId: 2 }),
      setting('Connector', 'Available', 'true', { evseId: 2, connectorId: 1 }),
      setting('SecurityCtrlr', 'BasicAuthPassword', null),
    ],
    '2026-01-01T12:00:00.000Z',
  );

  it('has the words that a 1.6 configuration has, where they mean the same', () => {
    expect(capabilities).toMatchObject({
      profiles: ['Core', 'FirmwareManagement', 'RemoteTrigger', 'SmartCharging'],
      controllers: ['SampledDataCtrlr', 'SecurityCtrlr', 'SmartChargingCtrlr', 'devicedatactrlr']
        .concat('DeviceDataCtrlr')
        .sort(),
      numberOfEvses: 2,
      numberOfConnectors: 3,
      measurands: ['Voltage', 'SoC'],
      maxKeysPerRequest: 32,
      limits: { itemsPerGet: 32, bytesPerGet: null, itemsPerSet: null, bytesPerSet: 8192 },
      chargingRateUnits: ['Current', 'Power'],
      maxStackLevel: 10,
      maxSchedulePeriods: 24,
    });
  });

  it('keeps what the station itself is set to', () => {
    expect(capabilities.keys['SmartChargingCtrlr.RateUnit']).toEqual({ value: 'A,W', readonly: true });
    expect(Object.keys(capabilities.keys).filter((key) => key.includes('@'))).toEqual([]);
  });
});
