import { canBeTriggered, inChunks, joinConfigurations, toCapabilities, toConfiguration } from './capabilities';

const goE = {
  configurationKey: [
    { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core, FirmwareManagement,SmartCharging,RemoteTrigger' },
    { key: 'NumberOfConnectors', readonly: true, value: '1' },
    { key: 'ChargeProfileMaxStackLevel', readonly: true, value: '10' },
    { key: 'ChargingScheduleAllowedChargingRateUnit', readonly: true, value: 'Current' },
    { key: 'HeartbeatInterval', readonly: false, value: '300' },
    { key: 'NoValue', readonly: true },
    { readonly: true, value: 'no key' },
  ],
};

describe('what a configuration says of a station', () => {
  const capabilities = toCapabilities(toConfiguration(goE), '2026-01-01T12:00:00.000Z');

  it('is read from its keys', () => {
    expect(capabilities).toMatchObject({
      profiles: ['Core', 'FirmwareManagement', 'SmartCharging', 'RemoteTrigger'],
      numberOfConnectors: 1,
      maxStackLevel: 10,
      chargingRateUnits: ['Current'],
      measurands: null,
    });
  });

  it('keeps every key with its value and whether it can be set', () => {
    expect(capabilities.keys['HeartbeatInterval']).toEqual({ value: '300', readonly: false });
    expect(capabilities.keys['NoValue']).toEqual({ value: null, readonly: true });
    expect(Object.keys(capabilities.keys)).toHaveLength(6);
  });

  it('tells whether it can be triggered', () => {
    expect(canBeTriggered(capabilities)).toBe(true);
    expect(canBeTriggered({ profiles: ['Core'] })).toBe(false);
    expect(canBeTriggered({ profiles: null })).toBe(false);
  });
});

it('joins a configuration that was read in parts', () => {
  const parts = [
    toConfiguration({ configurationKey: [{ key: 'A', readonly: true, value: '1' }], unknownKey: ['X'] }),
    toConfiguration({ configurationKey: [{ key: 'B', readonly: true, value: '2' }], unknownKey: ['X', 'Y'] }),
  ];
  const joined = joinConfigurations(parts);
  expect(Object.keys(joined.keys)).toEqual(['A', 'B']);
  expect(joined.unknownKeys).toEqual(['X', 'Y']);
});

it('takes an answer that is no configuration as empty', () => {
  expect(toConfiguration(null)).toEqual({ keys: {}, unknownKeys: [] });
  expect(toConfiguration({ configurationKey: 'all' })).toEqual({ keys: {}, unknownKeys: [] });
});

it('splits keys into requests of a size', () => {
  expect(inChunks(['a', 'b', 'c'], 2)).toEqual([['a', 'b'], ['c']]);
});
