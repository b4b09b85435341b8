import { chooseTariff, type AssignedTariff, type TariffContext } from './choose-tariff';

const context: TariffContext = {
  tokenGroupId: 'staff',
  stationId: 'CP-1',
  evseId: 2,
  connectorId: 1,
  groupIds: ['fast'],
  locationId: 'depot',
};
const at = (
  assignment: AssignedTariff<string>['assignment'],
  tariff: string,
  assignedAt = '2026-01-01T00:00:00.000Z',
) => ({
  assignment,
  tariff,
  assignedAt,
});
const inOrder = [
  at({ default: true }, 'default'),
  at({ locationId: 'depot' }, 'location'),
  at({ groupId: 'fast' }, 'group'),
  at({ stationId: 'CP-1' }, 'station'),
  at({ connectorId: 'CP-1/2/1' }, 'connector'),
  at({ tokenGroupId: 'staff' }, 'token group'),
];

describe('chooseTariff', () => {
  it.each(inOrder.map(({ tariff }, i) => [tariff, inOrder.slice(0, i + 1)] as const))(
    'lets the %s win over all that is less specific',
    (expected, assigned) => {
      expect(chooseTariff(assigned, context)).toBe(expected);
    },
  );

  it('finds none where nothing matches', () => {
    expect(
      chooseTariff([at({ stationId: 'CP-2' }, 'other'), at({ tokenGroupId: 'guests' }, 'x')], context),
    ).toBeUndefined();
  });

  it('does not take a session without a group for one of every group', () => {
    const alone = { ...context, tokenGroupId: null, locationId: null };
    expect(chooseTariff([at({ locationId: 'depot' }, 'a'), at({ tokenGroupId: 'staff' }, 'b')], alone)).toBeUndefined();
  });

  it('lets the later of two equal assignments win', () => {
    const assigned = [at({ default: true }, 'new', '2026-02-01T00:00:00.000Z'), at({ default: true }, 'old')];
    expect(chooseTariff(assigned, context)).toBe('new');
  });
});
