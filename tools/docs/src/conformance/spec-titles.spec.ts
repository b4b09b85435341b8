import { readSpecCases } from './spec-titles';

const read = (text: string) => readSpecCases('some.spec.ts', text);

describe('the tests of a source', () => {
  it('have the titles of their describes before their own', () => {
    const source = `describe('A', () => { describe("b", () => { it('does c', () => {}); }); test(\`does \${d}\`, () => {}); });`;
    expect(read(source).map(({ title }) => title)).toEqual(['A › b › does c', 'A › does …']);
  });

  it('count one a row where the rows are written out, with the row in the title', () => {
    const source = `it.each<[string, number]>([['TC_001_CSMS boot', 1], [name, 2]])('%s is %i', () => {});
      it.each(['x'])('takes %s', () => {}); it.each(rows)('of %s', () => {});`;
    expect(read(source).map(({ title }) => title)).toEqual(['TC_001_CSMS boot is 1', 'name is 2', 'takes x', 'of %s']);
  });

  it('are told for each row of a describe too', () => {
    const source = `describe.each([['1.6'], ['2.0.1']])('OCPP %s', () => { it('boots', () => {}); });`;
    expect(read(source).map(({ title }) => title)).toEqual(['OCPP 1.6 › boots', 'OCPP 2.0.1 › boots']);
  });

  it('mention what they call with and what their row says, not what lies deeper', () => {
    const source = `it.each([['one', 'Reset', { type: 'ocpp', action: 'Unlock', other: 'Deep' }]])('%s', () => { take('Boot'); });`;
    const [only] = read(source);
    expect([...(only?.mentions ?? [])]).toEqual(['one', 'Reset', 'Boot']);
    expect([...(only?.commands ?? [])]).toEqual(['ocpp', 'Unlock']);
  });

  it('are not other calls with a text', () => {
    expect(read(`expect('it'); item('no test', () => {}); const it2 = it;`)).toEqual([]);
  });
});
