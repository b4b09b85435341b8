import { component, element } from './pricing-cases/cases.fixture';
import type { Restrictions, TariffElement, TariffVersion } from './tariff';
import { findTariffFaults } from './tariff-faults';

const faultsOf = (elements: TariffElement[], more: Partial<TariffVersion> = {}): [string, string][] =>
  findTariffFaults({ currency: 'EUR', vatPercent: '0', elements, ...more }).map(({ path, message }) => [path, message]);
const pathsOf = (elements: TariffElement[], more: Partial<TariffVersion> = {}): string[] =>
  faultsOf(elements, more).map(([path]) => path);
const energy = (restrictions?: Restrictions) => element([component('ENERGY', '0.30')], restrictions);

describe('findTariffFaults', () => {
  it('finds nothing wrong with exceptions before the rule, nor with ranges that meet', () => {
    expect(
      pathsOf([
        energy({ startTime: '12:00', endTime: '13:00' }),
        energy({ startTime: '08:00', endTime: '20:00' }),
        energy({ startTime: '20:00', endTime: '08:00' }),
        energy({ maxKwh: '10' }),
        energy({ minKwh: '10', maxKwh: '20' }),
        energy(),
      ]),
    ).toEqual([]);
    // Of different kinds: the first that matches is meant, as OCPI says.
    expect(pathsOf([energy({ dayOfWeek: ['SUNDAY'] }), energy({ startTime: '08:00', endTime: '20:00' })])).toEqual([]);
  });

  it('names a component that can never apply, and the one that hides it', () => {
    const twice = [element([component('ENERGY', '0.30'), component('ENERGY', '0.40')])];
    expect(faultsOf(twice)).toEqual([
      [
        'elements.0.priceComponents.1',
        'ENERGY is priced at elements.0.priceComponents.0 already; this one can never apply',
      ],
    ]);
    expect(pathsOf([energy(), energy({ minKwh: '10' })])).toEqual(['elements.1.priceComponents.0']);
    const wider = { startTime: '08:00', endTime: '20:00' };
    const within = { startTime: '09:00', endTime: '10:00', minPower: '11' };
    expect(pathsOf([energy(wider), energy(within)])).toEqual(['elements.1.priceComponents.0']);
    expect(pathsOf([energy({ dayOfWeek: ['MONDAY', 'FRIDAY'] }), energy({ dayOfWeek: ['FRIDAY'] })]).length).toBe(1);
  });

  it.each<[string, Restrictions, Restrictions]>([
    ['hours', { startTime: '08:00', endTime: '18:00' }, { startTime: '16:00', endTime: '22:00' }],
    ['hours over midnight', { startTime: '22:00', endTime: '06:00' }, { startTime: '05:00', endTime: '08:00' }],
    ['energy', { maxKwh: '10' }, { minKwh: '5', maxKwh: '20' }],
    ['power', { maxPower: '22' }, { minPower: '11' }],
    ['duration', { maxDuration: 3_600 }, { minDuration: 1_800 }],
    ['days', { dayOfWeek: ['MONDAY', 'TUESDAY'] }, { dayOfWeek: ['TUESDAY', 'WEDNESDAY'] }],
    ['dates', { endDate: '2026-07-01' }, { startDate: '2026-06-01' }],
  ])('names %s that overlap in part', (_what, first, second) => {
    const [fault] = faultsOf([energy(first), energy(second)]);
    expect(fault?.[0]).toBe('elements.1.priceComponents.0');
    expect(fault?.[1]).toMatch(/overlaps elements\.0\.priceComponents\.0/);
  });

  it('names each range that is empty', () => {
    const empty: Restrictions = {
      startTime: '08:00',
      endTime: '08:00',
      startDate: '2026-03-02',
      endDate: '2026-03-02',
      minKwh: '10',
      maxKwh: '10.0',
      minPower: '22',
      maxPower: '11',
      minDuration: 60,
      maxDuration: 60,
      dayOfWeek: ['MONDAY', 'MONDAY'],
    };
    expect(pathsOf([energy(empty)])).toEqual(
      ['endTime', 'endDate', 'dayOfWeek', 'maxKwh', 'maxPower', 'maxDuration'].map(
        (key) => `elements.0.restrictions.${key}`,
      ),
    );
    expect(pathsOf([energy({ minKwh: '0.0000000001' })])).toEqual(['elements.0.restrictions.minKwh']);
  });

  it('names an unknown currency, grace where there is none, and bounds that contradict each other', () => {
    const graceful = element([component('TIME', '1', { graceSeconds: 60 })]);
    expect(pathsOf([graceful], { currency: 'XQQ' })).toEqual(['currency', 'elements.0.priceComponents.0.graceSeconds']);
    expect(
      pathsOf([energy()], {
        minPrice: { exclVat: '2.00', inclVat: '1.99' },
        maxPrice: { exclVat: '1.00' },
      }),
    ).toEqual(['minPrice.inclVat', 'maxPrice.exclVat']);
  });
});
