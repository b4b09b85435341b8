import { decideDesired, type ConfigurationProfile, type StationKind } from './configuration-profile';

const station: StationKind = { id: 'S', groups: ['berlin', 'fast'], vendor: 'Maker', model: 'X1', ocppVersion: '1.6' };
const profile = (id: string, target: ConfigurationProfile['target'], keys: Record<string, string>, priority = 0) => ({
  ...{ id, target, keys, priority, variables: [] },
});
const byName = (profiles: ConfigurationProfile[], of = station) =>
  Object.fromEntries(
    decideDesired(profiles, of).map(({ name, value, profileId }) => [name.variable, [value, profileId]]),
  );

describe('what is desired of a station', () => {
  it('is what its own profile says, then its groups’, then its model’s, each value by itself', () => {
    const profiles = [
      profile('m', { vendor: 'MAKER ', model: 'x1' }, { A: 'model', B: 'model', C: 'model' }),
      profile('g', { group: 'fast' }, { A: 'group', B: 'group' }),
      profile('s', { stationId: 'S' }, { A: 'station' }),
      profile('other', { stationId: 'T' }, { A: 'other' }),
      profile('elsewhere', { group: 'hamburg' }, { A: 'other' }),
      profile('older', { vendor: 'Maker', model: 'X0' }, { A: 'other' }),
    ];
    expect(byName(profiles)).toEqual({ A: ['station', 's'], B: ['group', 'g'], C: ['model', 'm'] });
    const [a] = decideDesired(profiles, station);
    expect(a?.overrides.map(({ profileId }) => profileId)).toEqual(['g', 'm']);
    expect(a?.conflicts).toEqual([]);
  });

  it('is decided among its groups by priority, then by the group’s name; the contradiction is shown', () => {
    const fast = profile('p1', { group: 'fast' }, { A: '1', B: 'same' });
    const berlin = profile('p2', { group: 'berlin' }, { A: '2', B: 'same' });
    for (const order of [
      [fast, berlin],
      [berlin, fast],
    ]) {
      const [a, b] = decideDesired(order, station);
      expect(a).toMatchObject({ value: '2', conflicts: [{ profileId: 'p1', target: { group: 'fast' }, value: '1' }] });
      expect(b?.conflicts).toEqual([]);
    }
    expect(byName([{ ...fast, priority: 1 }, berlin])['A']).toEqual(['1', 'p1']);
    // A priority never beats the rank.
    expect(byName([{ ...fast, priority: 1_000 }, profile('s', { stationId: 'S' }, { A: '3' })])['A']).toEqual([
      '3',
      's',
    ]);
  });

  it('takes keys of one spelling for another’s', () => {
    const profiles = [
      profile('a', { group: 'fast' }, { heartbeatinterval: '1' }),
      profile('b', { stationId: 'S' }, { HeartbeatInterval: '2' }),
    ];
    expect(byName(profiles)).toEqual({ HeartbeatInterval: ['2', 'b'] });
  });

  it('is keys of a station that speaks 1.x, variables of one of 2.x, and either while nobody knows', () => {
    const variables = [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', evseId: 0, value: '60' }];
    const both = { ...profile('p', { group: 'fast' }, { HeartbeatInterval: '60' }), variables };
    const components = (ocppVersion: string | null) =>
      decideDesired([both], { ...station, ocppVersion }).map(({ name }) => name.component);
    expect(components('1.6')).toEqual([null]);
    expect(components('2.0.1')).toEqual(['OCPPCommCtrlr']);
    expect(components(null)).toEqual([null, 'OCPPCommCtrlr']);
  });

  it('is nothing by model of a station that never said which it is', () => {
    expect(byName([profile('m', { vendor: 'Maker', model: 'X1' }, { A: '1' })], { ...station, vendor: null })).toEqual(
      {},
    );
  });
});
