import { chooseDialect } from './choose-dialect';

describe('chooseDialect', () => {
  it("takes the first offer that we speak, in the station's order of preference (TC_088_CSMS)", () => {
    expect(chooseDialect(['ocpp9.9', 'ocpp1.6'], undefined)?.version).toBe('1.6');
    expect(chooseDialect(['ocpp2.0.1', 'ocpp1.6'], undefined)?.version).toBe('2.0.1');
    expect(chooseDialect(['ocpp1.6', 'ocpp2.0.1'], undefined)?.version).toBe('1.6');
  });

  it('has no answer to offers that we do not speak, whatever is assumed', () => {
    expect(chooseDialect(['ocpp1.2', 'mqtt'], '1.6')).toBeUndefined();
  });

  it('assumes a version for a station that offers none, only where the operator says so', () => {
    expect(chooseDialect([], undefined)).toBeUndefined();
    expect(chooseDialect([], '1.6')?.version).toBe('1.6');
  });
});
