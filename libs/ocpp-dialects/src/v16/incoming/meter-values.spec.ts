import { context, take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const reading = (sampledValue: unknown, more: object = {}) =>
  take('MeterValues', { connectorId: 1, transactionId: 5, meterValue: [{ timestamp: AT, sampledValue }], ...more });
const samplesOf = (taken: ReturnType<typeof take>) => (taken.events[0]?.data as { samples: unknown[] }).samples;

describe('MeterValues', () => {
  it('reports samples in base units with the defaults filled in', () => {
    const taken = reading([
      { value: '1234' },
      { value: '1.001', unit: 'kWh', measurand: 'Energy.Active.Import.Register', context: 'Sample.Clock' },
      { value: '11.04', unit: 'kW', measurand: 'Power.Active.Import', location: 'Inlet' },
      { value: '16.0', unit: 'A', measurand: 'Current.Import', phase: 'L1' },
      { value: '231.5', measurand: 'Voltage', phase: 'L1-N' },
      { value: '55', unit: 'Percent', measurand: 'SoC', location: 'EV' },
      { value: '50.01', measurand: 'Frequency' },
      { value: '0.98', measurand: 'Power.Factor' },
    ]);
    const defaults = { at: AT, context: 'Sample.Periodic', location: 'Outlet' };
    expect(taken).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.samples.reported',
          stationTime: AT,
          data: {
            evse: 1,
            connector: 1,
            transactionRef: '5',
            samples: [
              { ...defaults, measurand: 'Energy.Active.Import.Register', value: 1_234, unit: 'Wh' },
              {
                ...defaults,
                measurand: 'Energy.Active.Import.Register',
                value: 1_001,
                unit: 'Wh',
                context: 'Sample.Clock',
              },
              { ...defaults, measurand: 'Power.Active.Import', value: 11_040, unit: 'W', location: 'Inlet' },
              { ...defaults, measurand: 'Current.Import', value: 16, unit: 'A', phase: 'L1' },
              { ...defaults, measurand: 'Voltage', value: 231.5, unit: 'V', phase: 'L1-N' },
              { ...defaults, measurand: 'SoC', value: 55, unit: 'Percent', location: 'EV' },
              { ...defaults, measurand: 'Frequency', value: 50.01, unit: 'Hz' },
              { ...defaults, measurand: 'Power.Factor', value: 0.98 },
            ],
          },
        },
      ],
      answer: {},
    });
  });

  it('keeps signed data as it came', () => {
    const value = 'OCMF|{"FV":"1.0"}|{"SD":"3045"}';
    expect(samplesOf(reading([{ value, format: 'SignedData', unit: 'kWh' }]))).toEqual([
      {
        at: AT,
        measurand: 'Energy.Active.Import.Register',
        raw: value,
        signed: true,
        unit: 'kWh',
        context: 'Sample.Periodic',
        location: 'Outlet',
      },
    ]);
  });

  it('keeps what is no number as text', () => {
    const taken = reading([{ value: 'NaN' }, { value: '' }, { value: '12,3' }, { value: '1e999' }]);
    expect(samplesOf(taken)).toMatchObject([{ raw: 'NaN' }, { raw: '' }, { raw: '12,3' }, { raw: '1e999' }]);
    for (const sample of samplesOf(taken)) expect(sample).not.toHaveProperty('value');
    expect(taken.remarks).toEqual(['value-not-a-number', 'value-empty']);
  });

  it('speaks of the main meter as connector 0, and of no transaction where the station names none', () => {
    const main = take('MeterValues', { connectorId: 0, meterValue: [] });
    expect(main.events[0]?.data).toEqual({ evse: 0, samples: [] });
    expect(reading([{ value: '1' }], { transactionId: 0 }).events[0]?.data).not.toHaveProperty('transactionRef');
    expect(reading([{ value: '1' }], { transactionId: -1 }).remarks).toEqual(['transaction-id-not-positive']);
  });

  it('takes the time of the newest reading as its own', () => {
    const meterValue = ['2025-06-01T10:02:00Z', '2025-06-01T10:01:00Z'].map((timestamp) => ({
      timestamp,
      sampledValue: [{ value: '1' }],
    }));
    expect(take('MeterValues', { connectorId: 1, meterValue }).events[0]?.stationTime).toBe('2025-06-01T10:02:00.000Z');
  });

  it('takes objects for lists, numbers for text, and words it does not know', () => {
    const taken = take('MeterValues', {
      connectorId: 1,
      meterValue: {
        timestamp: '2025-06-01T12:00:00',
        sampledValue: { value: 5.5, unit: 'kwh', context: 'Sample.Odd', measurand: 'Energy.Strange', phase: 'L9' },
      },
    });
    expect(samplesOf(taken)).toEqual([
      {
        at: AT,
        measurand: 'Energy.Strange',
        value: 5_500,
        unit: 'Wh',
        context: 'Sample.Odd',
        phase: 'L9',
        location: 'Outlet',
      },
    ]);
    expect(taken.remarks.sort()).toEqual([
      'context-unknown',
      'enum-case',
      'measurand-unknown',
      'meter-value-as-object',
      'phase-unknown',
      'sampled-value-as-object',
      'time-without-zone',
      'value-as-number',
    ]);
  });

  it('leaves out the samples nobody can read and keeps the others, in their order', () => {
    const taken = take('MeterValues', {
      connectorId: 1,
      transactionId: 'x',
      meterValue: [
        {
          timestamp: AT,
          sampledValue: [null, { value: '1' }, 'x', { unit: 'W' }, { value: {} }, { value: '2', unit: 7 }],
        },
        'x',
        { timestamp: 5, sampledValue: [{ value: '3' }] },
        { timestamp: AT },
      ],
    });
    expect(samplesOf(taken)).toMatchObject([
      { at: AT, value: 1 },
      { at: AT, value: 2 },
      { at: context.receivedAt, value: 3 },
    ]);
    expect(taken.answer).toEqual({});
  });

  it('is refused where nothing can be made of it', () => {
    expect(take('MeterValues', { meterValue: [] }).fault?.code).toBe('OccurenceConstraintViolation');
    expect(take('MeterValues', { connectorId: 1 }).fault?.code).toBe('OccurenceConstraintViolation');
    expect(take('MeterValues', { connectorId: 1, meterValue: 'x' }).fault?.code).toBe('TypeConstraintViolation');
  });
});
