import { decideTemplate, isSameProduct, withDefaults, type Templated } from './station-template';

const plain: Templated = {
  tags: [],
  groups: [],
  securityProfile: 0,
  upgradeSecurityProfileTo: null,
  strict: false,
  evseMap: null,
  explicitFields: [],
};
const evseMap = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };
const defaults = { tags: ['ac'], groups: ['g'], securityProfile: 2, strict: true, evseMap };

describe('decideTemplate', () => {
  it('gives a station that is registered all that people did not set', () => {
    expect(decideTemplate(plain, defaults, 'registered')).toEqual({ ...plain, ...defaults });
    const own = { ...plain, tags: ['mine'], strict: false, explicitFields: ['tags', 'strict', 'securityProfile'] };
    expect(decideTemplate(own, defaults, 'registered')).toEqual({ ...own, groups: ['g'], evseMap });
  });

  it('leaves what it does not speak of', () => {
    expect(decideTemplate({ ...plain, tags: ['old'], strict: true }, {}, 'registered')).toMatchObject({
      tags: ['old'],
      strict: true,
    });
  });

  it('never locks out a station that is connected: its profile rises once it connects with it', () => {
    const booted = (station: Partial<Templated>) => decideTemplate({ ...plain, ...station }, defaults, 'booted');
    expect(booted({})).toMatchObject({ securityProfile: 0, upgradeSecurityProfileTo: 2 });
    expect(booted({ securityProfile: 3 })).toMatchObject({ securityProfile: 3, upgradeSecurityProfileTo: null });
    expect(booted({ upgradeSecurityProfileTo: 3 })).toMatchObject({ upgradeSecurityProfileTo: 3 });
  });
});

it('knows a product in any case, with its model', () => {
  expect(isSameProduct({ vendor: 'ABB', model: 'Terra' }, { vendor: 'abb ', model: 'TERRA' })).toBe(true);
  expect(isSameProduct({ vendor: 'ABB' }, { vendor: 'ABB', model: null })).toBe(true);
  expect(isSameProduct({ vendor: 'ABB', model: 'A' }, { vendor: 'ABB', model: 'B' })).toBe(false);
});

it('describes connectors where nobody has, and takes "none" for an answer', () => {
  const usual = { id: 1, standard: 'IEC_62196_T2', maxPowerW: 22_000 };
  const evses = [
    { id: 1, connectors: [usual, { id: 2, standard: 'CHADEMO' }] },
    { id: 2, connectors: [usual] },
  ];
  const own = [{ id: 1, evseId: 'DE*CBG*E1', connectors: [{ id: 1, standard: null, maxPowerW: 11_000 }] }];
  expect(withDefaults(own, { evses })).toEqual([
    {
      id: 1,
      evseId: 'DE*CBG*E1',
      connectors: [
        { id: 1, standard: null, maxPowerW: 11_000 },
        { id: 2, standard: 'CHADEMO' },
      ],
    },
    { id: 2, connectors: [usual] },
  ]);
});
