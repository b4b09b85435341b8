import { decideAdmission, type AdmissionInput } from './admission';

const station = {
  deleted: false,
  disabled: false,
  securityProfile: 0,
  registration: 'accepted' as const,
  lastBoot: null,
};
const decide = (input: Partial<AdmissionInput>) =>
  decideAdmission({ station, tenantKnown: true, unknownStations: 'reject', ...input });

describe('a station nobody registered', () => {
  it.each([
    ['accept', { do: 'register', registration: 'accepted' }],
    ['pending', { do: 'register', registration: 'pending' }],
    ['reject', { do: 'refuse', reason: 'unknown-station' }],
  ] as const)('under the policy %s', (unknownStations, expected) => {
    expect(decide({ station: null, unknownStations })).toEqual(expected);
  });

  it('is refused in a tenant that does not exist, whatever the policy', () => {
    const decision = decide({ station: null, tenantKnown: false, unknownStations: 'accept' });
    expect(decision).toEqual({ do: 'refuse', reason: 'unknown-station' });
  });
});

describe('a registered station', () => {
  it('is refused when it was deleted or disabled, also under the policy accept', () => {
    const refused = { do: 'refuse', reason: 'disabled' };
    expect(decide({ station: { ...station, deleted: true }, unknownStations: 'accept' })).toEqual(refused);
    expect(decide({ station: { ...station, disabled: true } })).toEqual(refused);
  });

  it('needs fitting credentials from security profile 1 on', () => {
    const secured = { ...station, securityProfile: 1 };
    expect(decide({ station: secured })).toEqual({ do: 'refuse', reason: 'bad-credentials' });
    expect(decide({ station: secured, proven: false })).toEqual({ do: 'refuse', reason: 'bad-credentials' });
    expect(decide({ station: secured, proven: true })).toEqual({ do: 'admit' });
  });

  it('may go on as it was answered at its last boot', () => {
    expect(decide({ station: { ...station, lastBoot: 'accepted' } })).toEqual({
      do: 'admit',
      registration: 'accepted',
    });
  });

  it('counts as rejected at once when it is rejected after it was accepted', () => {
    const rejected = { ...station, registration: 'rejected' as const, lastBoot: 'accepted' as const };
    expect(decide({ station: rejected })).toEqual({ do: 'admit', registration: 'rejected' });
  });

  it('is approved only from its next boot on', () => {
    const approved = { ...station, lastBoot: 'pending' as const };
    expect(decide({ station: approved })).toEqual({ do: 'admit', registration: 'pending' });
  });
});
