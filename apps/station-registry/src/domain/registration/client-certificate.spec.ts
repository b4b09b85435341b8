import { certificateFits } from './client-certificate';

const station = { id: 'CP-1', serialNumber: 'SN-77' };
const fits = (commonName: string, o: { organizations?: string[]; expected?: string | null } = {}): boolean =>
  certificateFits({ commonNames: [commonName], organizations: o.organizations ?? [] }, station, o.expected ?? null);

describe('a client certificate', () => {
  it.each(['CP-1', 'SN-77', 'SN-77 Model-X', 'Model X, CP-1'])('with the common name %s is the station’s', (name) => {
    expect(fits(name)).toBe(true);
  });

  it.each(['CP-10', 'CP-1.evil.example', 'cp-1', 'SN-770', '', 'CP'])('with the common name %s is not', (name) => {
    expect(fits(name)).toBe(false);
  });

  it('bears the operator’s organization where one is asked for', () => {
    expect(fits('CP-1', { organizations: ['Other', 'Example Energy'], expected: 'Example Energy' })).toBe(true);
    expect(fits('CP-1', { organizations: ['Other'], expected: 'Example Energy' })).toBe(false);
    expect(fits('CP-1', { expected: 'Example Energy' })).toBe(false);
  });
});
