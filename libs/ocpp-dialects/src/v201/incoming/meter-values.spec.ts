import { take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const reading = (sampledValue: unknown, more: object = {}) =>
  take('MeterValues', { evseId: 1, meterValue: [{ timestamp: AT, sampledValue }], ...more });
const samplesOf = (taken: ReturnType<typeof take>) => (taken.events[0]?.data as { samples: unknown[] }).samples;
const defaults = { at: AT, context: 'Sample.Periodic', location: 'Outlet' };
const ENERGY = 'Energy.Active.Import.Register';

describe('MeterValues', () => {
  it('TC_J_01_CSMS reports samples in base units, value times ten to the multiplier, with the defaults filled in', () => {
    const taken = reading([
      { value: 1234 },
      { value: 1.001, unitOfMeasure: { unit: 'kWh' }, context: 'Sample.Clock' },
      { value: 65, unitOfMeasure: { multiplier: 2 } },
      { value: 6.5, unitOfMeasure: { unit: 'kWh', multiplier: -1 } },
      { value: 11.04, unitOfMeasure: { unit: 'kW' }, measurand: 'Power.Active.Import', location: 'Inlet' },
      { value: 160, unitOfMeasure: { unit: 'A', multiplier: -1 }, measurand: 'Current.Import', phase: 'L1' },
      { value: 55, measurand: 'SoC', location: 'EV' },
      { value: 50.01, measurand: 'Frequency' },
      { value: 2, unitOfMeasure: { unit: 'furlong' }, measurand: 'Energy.Active.Net' },
    ]);
    expect(taken).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.samples.reported',
          stationTime: AT,
          data: {
            evse: 1,
            samples: [
              { ...defaults, measurand: ENERGY, value: 1_234, unit: 'Wh' },
              { ...defaults, measurand: ENERGY, value: 1_001, unit: 'Wh', context: 'Sample.Clock' },
              { ...defaults, measurand: ENERGY, value: 6_500, unit: 'Wh' },
              { ...defaults, measurand: ENERGY, value: 650, unit: 'Wh' },
              { ...defaults, measurand: 'Power.Active.Import', value: 11_040, unit: 'W', location: 'Inlet' },
              { ...defaults, measurand: 'Current.Import', value: 16, unit: 'A', phase: 'L1' },
              { ...defaults, measurand: 'SoC', value: 55, unit: 'Percent', location: 'EV' },
              { ...defaults, measurand: 'Frequency', value: 50.01, unit: 'Hz' },
              { ...defaults, measurand: 'Energy.Active.Net', value: 2, unit: 'furlong' },
            ],
          },
        },
      ],
      answer: {},
    });
  });

  it('TC_J_04_CSMS keeps signed data as it came, beside the value it signs', () => {
    const signedMeterValue = {
      signedMeterData: 'T0NNRnx7fQ==',
      signingMethod: 'ECDSA-secp256k1-SHA256',
      encodingMethod: 'OCMF',
      publicKey: 'MFYw',
    };
    const taken = reading([{ value: 5, context: 'Transaction.End', signedMeterValue }]);
    expect(samplesOf(taken)).toEqual([
      { ...defaults, measurand: ENERGY, value: 5, unit: 'Wh', context: 'Transaction.End' },
      {
        ...defaults,
        measurand: ENERGY,
        raw: JSON.stringify(signedMeterValue),
        signed: true,
        context: 'Transaction.End',
      },
    ]);
    const odd = reading([{ value: 5, signedMeterValue: { ...signedMeterValue, publicKey: 7, more: 1 } }]);
    expect(odd.remarks).toEqual(['signed-value-odd']);
    expect(samplesOf(odd)[1]).toMatchObject({ raw: expect.stringContaining('"publicKey":7') });
    expect(samplesOf(reading([{ value: 5, signedMeterValue: 'OCMF|{}|{}' }]))[1]).toMatchObject({ raw: 'OCMF|{}|{}' });
  });

  it('speaks of the main meter as evse 0, and takes the time of the newest reading as its own', () => {
    const meterValue = ['2025-06-01T10:02:00Z', '2025-06-01T10:01:00Z'].map((timestamp) => ({
      timestamp,
      sampledValue: [{ value: 1 }],
    }));
    const [event] = take('MeterValues', { evseId: 0, meterValue }).events;
    expect(event).toMatchObject({ stationTime: '2025-06-01T10:02:00.000Z', data: { evse: 0 } });
  });

  it('takes objects for lists, text for numbers, the unit of 1.6, and words it does not know', () => {
    const taken = take('MeterValues', {
      evseId: 1,
      meterValue: {
        timestamp: '2025-06-01T12:00:00',
        sampledValue: { value: '5.5', unit: 'kWh', context: 'Sample.Odd', measurand: 'Energy.Strange', phase: 'L9' },
      },
    });
    expect(samplesOf(taken)).toEqual([
      {
        ...defaults,
        measurand: 'Energy.Strange',
        value: 5_500,
        unit: 'Wh',
        context: 'Sample.Odd',
        phase: 'L9',
      },
    ]);
    expect(taken.remarks.sort()).toEqual([
      'context-unknown',
      'measurand-unknown',
      'meter-value-as-object',
      'phase-unknown',
      'sampled-value-as-object',
      'time-without-zone',
      'unit-as-in-1.6',
      'value-as-text',
    ]);
    expect(samplesOf(reading([{ value: 2, unitOfMeasure: 'kWh' }]))).toMatchObject([{ value: 2_000 }]);
    expect(samplesOf(reading([{ value: 2, unitOfMeasure: { multiplier: '3' } }]))).toMatchObject([{ value: 2_000 }]);
    expect(samplesOf(reading([{ value: 2, unitOfMeasure: null, phase: null }]))).toMatchObject([{ value: 2 }]);
  });

  it('keeps what is no number as text, and leaves out samples whose number or unit nobody can read', () => {
    const taken = reading([
      { value: 'NaN' },
      { value: '' },
      null,
      { phase: 'L1' },
      { value: {} },
      { value: 7, unitOfMeasure: { multiplier: 'k' } },
      { value: 8, unitOfMeasure: 7 },
      { value: 9 },
    ]);
    expect(samplesOf(taken)).toMatchObject([{ raw: 'NaN' }, { raw: '' }, { value: 9 }]);
    expect(taken.remarks.sort()).toEqual(['null-property', 'unreadable-sample', 'value-empty', 'value-not-a-number']);
    expect(reading([]).remarks).toEqual(['list-empty']);
  });

  it('is refused where nothing can be made of it', () => {
    expect(take('MeterValues', { meterValue: [] }).fault?.code).toBe('OccurrenceConstraintViolation');
    expect(take('MeterValues', { evseId: 1, meterValue: 'x' }).fault?.code).toBe('TypeConstraintViolation');
  });
});
