import { Problem } from '@chargebus/service-runtime';
import { readCsv } from './read-csv';

const read = (text: string) => readCsv(Buffer.from(text));
const whyNot = (body: string | Buffer): unknown => {
  try {
    readCsv(Buffer.from(body));
  } catch (error) {
    return (error as Problem).errors?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
  return 'was read';
};

describe('a CSV file', () => {
  it.each([
    ['commas', 'id,name\nA,Gate\n'],
    ['semicolons, as a German Excel writes them, with a byte order mark and CRLF', '\uFEFFid;name\r\nA;Gate\r\n'],
    ['tabs, and no end of the last line', 'id\tname\nA\tGate'],
    ['quotes and blanks around', '"ID" , Name\n"A" , "Gate"\n\n'],
    ['the line ends of an old Mac', 'id,name\rA,Gate\r'],
  ])('may have %s', (_title, text) => {
    expect(read(text)).toEqual([{ line: 2, data: { id: 'A', name: 'Gate' } }]);
  });

  it('says lists, maps, numbers, flags and EVSEs in cells; an empty cell says nothing', () => {
    const header =
      'id,tags,evseMap,securityProfile,strict,name,evses.1.evseId,evses.1.connectors.2.maxPowerW,evses.2.connectors.1.standard';
    const row = 'A,ac | fast,1=1.1|2=1.2,2,TRUE,,DE*CBG*E1,22000,CHADEMO';
    expect(read(`${header}\n${row}`)).toEqual([
      {
        line: 2,
        data: {
          id: 'A',
          tags: ['ac', 'fast'],
          evseMap: { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } },
          securityProfile: 2,
          strict: true,
          evses: [
            { id: 1, evseId: 'DE*CBG*E1', connectors: [{ id: 2, maxPowerW: 22_000 }] },
            { id: 2, connectors: [{ id: 1, standard: 'CHADEMO' }] },
          ],
        },
      },
    ]);
  });

  it('counts lines as an editor does, and loses no line but the bad one', () => {
    const text = 'id,name\r\nA,"two\r\nlines"\r\n\r\nB,b"c\r\nC,c,more\r\nD\r\nE,"say ""hi"", e"\r\n';
    expect(read(text)).toEqual([
      { line: 2, data: { id: 'A', name: 'two\nlines' } },
      { line: 5, faults: [{ field: null, message: 'a quote stands inside a cell' }] },
      { line: 6, faults: [{ field: null, message: 'has 3 cells, and there are 2 columns' }] },
      { line: 7, faults: [{ field: null, message: 'has 1 cells, and there are 2 columns' }] },
      { line: 8, data: { id: 'E', name: 'say "hi", e' } },
    ]);
  });

  it('keeps what it cannot read as it stands, for the field’s own check to name', () => {
    expect(read('id,securityProfile,strict,evseMap\nA,two,maybe,1:1\n')).toEqual([
      {
        line: 2,
        data: {
          id: 'A',
          securityProfile: 'two',
          strict: 'maybe',
          evseMap: { '1:1': expect.stringContaining('2=1.2') },
        },
      },
    ]);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a quote that does not close', 'id,name\nA,a\nB,"b\nC,c\n', /^line 3: a quote .* does not close$/],
    ['a quoted cell that goes on', 'id,name\nA,"a"b\nC,c\n', /^line 2: .*closing quote$/],
    ['a column that there is not', 'id,colour\nA,red\n', /^line 1: there is no column "colour"; the columns are id, /],
    ['a column twice', 'id,name,Name\nA,a,b\n', /^line 1: there are two columns name$/],
    ['no id column', 'name\nGate\n', /^line 1: there is no column id/],
    ['nothing in it', '', /^line 1: there is no column id/],
    ['another encoding', Buffer.from('id,name\nA,Tür\n', 'latin1'), /^line 1: the file must be UTF-8$/],
  ])('is refused as a whole with %s', (_title, body, message) => {
    expect(whyNot(body)).toMatch(message);
  });
});
