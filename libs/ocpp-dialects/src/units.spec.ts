import { isDecimal, toBaseUnit } from './units';

describe('numbers of stations in base units', () => {
  it.each<[string, string | undefined, string, number, string | undefined]>([
    ['1.001', 'kWh', 'Energy.Active.Import.Register', 1_001, 'Wh'],
    ['0.1', 'kWh', 'Energy.Active.Import.Register', 100, 'Wh'],
    ['1.1e1', 'kWh', 'Energy.Active.Import.Register', 11_000, 'Wh'],
    ['5000000000', 'Wh', 'Energy.Active.Import.Register', 5_000_000_000, 'Wh'],
    ['2', 'kvarh', 'Energy.Reactive.Import.Register', 2_000, 'varh'],
    ['2', undefined, 'Energy.Reactive.Import.Register', 2, 'varh'],
    ['2', undefined, 'Power.Reactive.Import', 2, 'var'],
    [' 7.5 ', 'kW', 'Power.Active.Import', 7_500, 'W'],
    ['3.3', 'kVA', 'Power.Offered', 3_300, 'VA'],
    ['16', 'Amp', 'Current.Import', 16, 'A'],
    ['230', 'Volt', 'Voltage', 230, 'V'],
    ['50', 'Hertz', 'Frequency', 50, 'Hz'],
    ['21.5', 'Celcius', 'Temperature', 21.5, 'Celsius'],
    ['68', 'Fahrenheit', 'Temperature', 20, 'Celsius'],
    ['300', 'K', 'Temperature', 300, 'K'],
    ['-0.5', undefined, 'Power.Factor', -0.5, undefined],
    ['1200', undefined, 'RPM', 1_200, undefined],
    ['7', 'furlong', 'Distance', 7, 'furlong'],
  ])('%s %s of %s', (text, unit, measurand, value, baseUnit) => {
    expect(toBaseUnit(text, unit, measurand)).toEqual({ value, unit: baseUnit });
  });

  it('tells numbers from what only looks like them', () => {
    expect(['1', '-1.5', '.5', '5.', '1e3', '+2'].every(isDecimal)).toBe(true);
    expect(['', ' ', 'NaN', 'Infinity', '0x10', '12,3', '1 000', '1e', '--1'].some(isDecimal)).toBe(false);
    expect(toBaseUnit('1e999', 'kWh', 'Energy')).toBeUndefined();
  });
});
