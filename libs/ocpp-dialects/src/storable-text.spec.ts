import { storableText } from './storable-text';

describe('text that PostgreSQL can hold', () => {
  it('loses NUL characters and halves of surrogate pairs, at every depth, and nothing else', () => {
    const value = {
      a: ['x\0y', { b: 'half \ud83d!' }],
      c: '\udc00',
      d: 'whole 😀 \u0001',
      e: 5,
      'f\0': { 'g\ud800': 6 },
    };
    expect(storableText(value)).toEqual({
      a: ['xy', { b: 'half \ufffd!' }],
      c: '\ufffd',
      d: 'whole 😀 \u0001',
      e: 5,
      f: { 'g\ufffd': 6 },
    });
  });

  it('is the same object where there is nothing to take out', () => {
    const value = { a: ['x', { b: 'y' }] };
    expect(storableText(value)).toBe(value);
  });
});
