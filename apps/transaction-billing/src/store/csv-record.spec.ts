import { type TestDatabase, testDatabase } from '@chargebus/embedded-infra';
import { Client } from 'pg';
import { type CsvColumn, toCsvRecord, toIsoTime } from './csv-record';

describe('toCsvRecord', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`SET timezone = 'Asia/Tokyo'`);
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  const write = async (columns: (typed: string) => CsvColumn, ...values: (string | null)[]): Promise<string> => {
    const record = toCsvRecord(values.map((_, i) => columns(`$${i + 1}::text`)));
    return (await client.query(`SELECT ${record} AS record`, values)).rows[0].record;
  };
  const text = (typed: string): CsvColumn => ({ text: typed });

  it('quotes what RFC 4180 asks to be quoted, leaves out what is not there, and ends the record by CRLF', async () => {
    expect(await write(text, 'a "b"', 'c,d', 'e\r\nf', null, 'g h')).toBe('"a ""b""","c,d","e\r\nf",,g h\r\n');
  });

  it('keeps texts from being run as formulas', async () => {
    const typed = ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a=b', "a-'b'"];
    expect(await write(text, ...typed)).toBe(
      `"'=HYPERLINK(""x"")","'+1","'-1","'@SUM(A1)","'\tx","'\rx",a=b,a-'b'\r\n`,
    );
  });

  it('leaves figures alone, and writes times in UTC', async () => {
    expect(await write((typed) => ({ plain: typed }), '-3.00', null)).toBe('-3.00,\r\n');
    const at = (typed: string): CsvColumn => ({ plain: toIsoTime(`${typed}::timestamptz`) });
    expect(await write(at, '2026-03-29T02:30:00.5+02:00', null)).toBe('2026-03-29T00:30:00.500Z,\r\n');
  });
});
