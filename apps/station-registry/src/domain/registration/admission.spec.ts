import { decideAdmission, provenProfile, type AdmissionInput, type Proofs } from './admission';

const nothing: Proofs = { password: false, tls: false, certificate: false };
const station = {
  deleted: false,
  disabled: false,
  securityProfile: 0,
  upgradeProfileTo: null,
  registration: 'accepted' as const,
  lastBoot: null,
};
const decide = (input: Partial<AdmissionInput>) =>
  decideAdmission({ station, tenantKnown: true, unknownStations: 'reject', proofs: nothing, ...input });

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

  it('may go on as it was answered at its last boot', () => {
    expect(decide({ station: { ...station, lastBoot: 'accepted' } })).toEqual({
      do: 'admit',
      securityProfile: 0,
      registration: 'accepted',
    });
  });

  it('counts as rejected at once when it is rejected after it was accepted', () => {
    const rejected = { ...station, registration: 'rejected' as const, lastBoot: 'accepted' as const };
    expect(decide({ station: rejected })).toMatchObject({ do: 'admit', registration: 'rejected' });
  });

  it('is approved only from its next boot on', () => {
    const approved = { ...station, lastBoot: 'pending' as const };
    expect(decide({ station: approved })).toMatchObject({ do: 'admit', registration: 'pending' });
  });
});

describe('security profiles', () => {
  const all = [false, true].flatMap((password) =>
    [false, true].flatMap((tls) => [false, true].map((certificate) => ({ password, tls, certificate }))),
  );

  it('are proven by password, TLS and client certificate together; without TLS no certificate counts', () => {
    const told = all.map((proofs) => provenProfile(proofs));
    //               ---  --c  -t-  -tc  p--  p-c  pt-  ptc
    expect(told).toEqual([0, 0, 0, 3, 1, 1, 2, 3]);
  });

  it.each([
    [1, nothing, 'bad-credentials'],
    [1, { ...nothing, tls: true }, 'bad-credentials'],
    [2, { ...nothing, password: true }, 'insecure-transport'],
    [2, { ...nothing, tls: true }, 'bad-credentials'],
    [3, { ...nothing, password: true }, 'insecure-transport'],
    [3, { ...nothing, certificate: true }, 'insecure-transport'],
    [3, { password: true, tls: true, certificate: false }, 'bad-certificate'],
  ] as const)('%i is not given with %j: %s', (securityProfile, proofs, reason) => {
    expect(decide({ station: { ...station, securityProfile }, proofs })).toEqual({ do: 'refuse', reason });
  });

  it('never let a station in below its own, and let it in at and above it', () => {
    for (const securityProfile of [0, 1, 2, 3]) {
      for (const proofs of all) {
        const decision = decide({ station: { ...station, securityProfile }, proofs });
        const enough = provenProfile(proofs) >= securityProfile;
        expect(decision.do).toBe(enough ? 'admit' : 'refuse');
        if (decision.do === 'admit') expect(decision).not.toHaveProperty('raiseTo');
      }
    }
  });

  it('are raised where the operator asked for it, once the station comes with at least that', () => {
    const upgrading = { ...station, securityProfile: 1, upgradeProfileTo: 2 };
    const password = { ...nothing, password: true };
    expect(decide({ station: upgrading, proofs: password })).toEqual({ do: 'admit', securityProfile: 1 });
    expect(decide({ station: upgrading, proofs: { ...password, tls: true } })).toEqual({
      do: 'admit',
      securityProfile: 2,
      raiseTo: 2,
    });
    expect(decide({ station: upgrading, proofs: { password: true, tls: true, certificate: true } })).toMatchObject({
      securityProfile: 3,
      raiseTo: 2,
    });
  });
});
