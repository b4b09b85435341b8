import { toCsvLine } from './csv';

describe('toCsvLine', () => {
  it('quotes what RFC 4180 asks to be quoted, and ends the record by CRLF', () => {
    const line = toCsvLine([{ text: 'a "b"' }, { text: 'c,d' }, { text: 'e\r\nf' }, { text: null }, { figure: 7 }]);
    expect(line).toBe('"a ""b""","c,d","e\r\nf",,7\r\n');
  });

  it('keeps texts from being run as formulas, and leaves negative amounts alone', () => {
    const texts = ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\tx', 'a=b'].map((text) => ({ text }));
    expect(toCsvLine([...texts, { figure: '-3.00' }])).toBe(
      `"'=HYPERLINK(""x"")",'+1,'-1,'@SUM(A1),'\tx,a=b,-3.00\r\n`,
    );
  });
});
