import { decideBoot } from './boot';

const intervals = { heartbeatS: 300, retryS: 60 };

describe('the answer to a boot', () => {
  it.each([
    ['accepted', false, { status: 'accepted', intervalS: 300 }],
    ['pending', false, { status: 'pending', intervalS: 60 }],
    ['rejected', false, { status: 'rejected', intervalS: 60 }],
    ['accepted', true, { status: 'rejected', intervalS: 60 }],
  ] as const)('of a station that is %s (disabled: %s)', (registration, disabled, expected) => {
    expect(decideBoot({ registration, disabled }, intervals)).toEqual(expected);
  });
});
