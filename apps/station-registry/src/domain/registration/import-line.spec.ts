import { refuseContradictions, type Distinct, type ImportLine } from './import-line';

const line = (number: number, input: Distinct & Record<string, unknown>): ImportLine<Distinct> => ({
  line: number,
  id: input.id,
  input,
});
const refused = (lines: ImportLine<Distinct>[]): unknown =>
  refuseContradictions(lines).flatMap(({ line: number, faults = [] }) =>
    faults.map(({ field, message }) => `${number} ${field}: ${message}`),
  );

describe('refuseContradictions', () => {
  it('refuses all lines that say different things of one station, each with the other’s number', () => {
    const lines = [line(2, { id: 'A', name: 'x' }), line(3, { id: 'B' }), line(5, { id: 'A', name: 'y' })];
    expect(refused(lines)).toEqual([
      '2 id: says something else of the same station than line 5',
      '5 id: says something else of the same station than line 2',
    ]);
  });

  it('lets a repeat stand, whatever the order of its fields', () => {
    expect(
      refused([line(1, { id: 'A', name: 'x', tags: ['t'] }), line(2, { tags: ['t'], name: 'x', id: 'A' })]),
    ).toEqual([]);
  });

  it('refuses one serial number of two stations, unless two makers stamped it', () => {
    const serial = { serialNumber: '0001' };
    expect(refused([line(1, { id: 'A', ...serial }), line(2, { id: 'B', ...serial })])).toHaveLength(2);
    expect(
      refused([line(1, { id: 'A', vendor: 'ABB', ...serial }), line(2, { id: 'B', vendor: 'abb', ...serial })]),
    ).toHaveLength(2);
    expect(
      refused([line(1, { id: 'A', vendor: 'ABB', ...serial }), line(2, { id: 'B', vendor: 'KEBA', ...serial })]),
    ).toEqual([]);
  });

  it('refuses one eMI3 id of two stations', () => {
    const evses = [{ id: 1, evseId: 'DE*CBG*E1' }];
    expect(refused([line(1, { id: 'A', evses }), line(9, { id: 'B', evses })])).toEqual([
      '1 evses: have an eMI3 id that another station has too, in line 9',
      '9 evses: have an eMI3 id that another station has too, in line 1',
    ]);
  });

  it('keeps what was wrong before', () => {
    const bad: ImportLine<Distinct> = { line: 4, id: null, faults: [{ field: 'id', message: 'is required' }] };
    expect(refused([bad])).toEqual(['4 id: is required']);
  });
});
