import { evseMapFault, hasPlace, isSameMap } from './evse-map';

const twoInOne = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };

describe('an evseMap', () => {
  it.each([
    ['two connectors of one EVSE', twoInOne],
    ['only the one that is elsewhere', { 2: { evse: 1, connector: 2 } }],
    [
      'a connector that takes the place of one that moved',
      { 2: { evse: 1, connector: 2 }, 3: { evse: 2, connector: 1 } },
    ],
    ['nothing', {}],
  ])('may be %s', (_title, map) => {
    expect(evseMapFault(map)).toBeUndefined();
  });

  it('gives no place twice, to connectors it names or leaves where they are', () => {
    const same = { evse: 1, connector: 1 };
    expect(evseMapFault({ 1: same, 2: same })).toEqual({
      connectorId: '2',
      message: expect.stringContaining('connector 1 is'),
    });
    expect(evseMapFault({ 3: { evse: 2, connector: 1 } })).toMatchObject({ connectorId: '3' });
  });

  it('knows the places of a station', () => {
    expect(hasPlace(twoInOne, 1, 2)).toBe(true);
    expect(hasPlace(twoInOne, 2, 1)).toBe(false);
    expect(hasPlace(twoInOne, 3, 1)).toBe(true);
    expect(hasPlace(null, 2, 1)).toBe(true);
    expect(hasPlace(null, 1, 2)).toBe(false);
  });

  it('is the same in another order, and as none where it is empty', () => {
    expect(isSameMap(twoInOne, { 2: { connector: 2, evse: 1 }, 1: { evse: 1, connector: 1 } })).toBe(true);
    expect(isSameMap({}, null)).toBe(true);
    expect(isSameMap(twoInOne, { 1: twoInOne[1], 3: twoInOne[2] })).toBe(false);
  });
});
