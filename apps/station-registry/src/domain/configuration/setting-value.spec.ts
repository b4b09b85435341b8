import { faultOfKey, faultOfValue, isSameValue } from './setting-value';
import { inPortions } from '../monitoring/portions';

describe('two values of a setting', () => {
  it.each([
    ['true', 'True'],
    ['60', '60.0'],
    ['A,B', 'A, B'],
    ['', ''],
  ])('%j and %j mean the same', (a, b) => expect(isSameValue(a, b)).toBe(true));

  it.each([
    ['A,B', 'B,A'],
    ['a', 'A'],
    ['60', '6'],
    ['A', 'A,'],
    ['12345678901234567890', '12345678901234567891'],
  ])('%j and %j do not', (a, b) => expect(isSameValue(a, b)).toBe(false));

  it('are the same set where the station says it is one', () => {
    expect(isSameValue('A,B', 'B,A', 'MemberList')).toBe(true);
    expect(isSameValue('A,B', 'B,A', 'SequenceList')).toBe(false);
  });
});

it('names what is wrong with a value of a key of OCPP 1.6', () => {
  expect(faultOfKey('HeartbeatInterval', 'often')).toBe('must be a whole number, and is "often"');
  expect(faultOfKey('localpreauthorize', 'yes')).toBe('must be true or false, and is "yes"');
  expect(faultOfKey('HeartbeatInterval', '60')).toBeUndefined();
  expect(faultOfKey('VendorsOwn', 'anything')).toBeUndefined();
});

it.each([
  ['x', { dataType: 'integer' }, 'must be a whole number, and is "x"'],
  ['0', { dataType: 'integer', minLimit: 1 }, 'must be at least 1'],
  ['1.5', { dataType: 'decimal', maxLimit: 1 }, 'must be at most 1'],
  ['maybe', { dataType: 'boolean' }, 'must be true or false, and is "maybe"'],
  ['soon', { dataType: 'dateTime' }, 'must be a time, and is "soon"'],
  ['long', { dataType: 'string', maxLimit: 3 }, 'must be of at most 3 characters'],
  ['A,D', { dataType: 'MemberList', valuesList: 'A, B,C' }, '"D" is none of A, B, C'],
  ['A,B', { dataType: 'OptionList', valuesList: 'A,B' }, '"A,B" is none of A, B'],
  ['B,A', { dataType: 'MemberList', valuesList: 'A,B' }, undefined],
  ['anything', { dataType: 'MemberList' }, undefined],
])('of %j for a variable like %j says: %s', (value, traits, fault) => {
  expect(faultOfValue(value, traits)).toBe(fault);
});

it('splits settings into requests that hold no more items and bytes than a station takes', () => {
  const bytesOf = (item: string): number => item.length;
  expect(inPortions(['a', 'b', 'c'], { items: 2, bytes: null }, bytesOf)).toEqual([['a', 'b'], ['c']]);
  const long = 'x'.repeat(50);
  expect(inPortions([long, long, long], { items: 9, bytes: 220 }, bytesOf)).toEqual([[long, long], [long]]);
  expect(inPortions([long], { items: 9, bytes: 10 }, bytesOf)).toEqual([[long]]);
  expect(inPortions([], { items: 9, bytes: 10 }, bytesOf)).toEqual([]);
});
