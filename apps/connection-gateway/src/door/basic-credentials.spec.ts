import { readBasicCredentials } from './basic-credentials';

const header = (bytes: Buffer): string => `Basic ${bytes.toString('base64')}`;

describe('readBasicCredentials', () => {
  it('splits at the first colon, since a password may hold more', () => {
    expect(readBasicCredentials(header(Buffer.from('CP-1:a:b:c')))).toEqual({
      username: 'CP-1',
      passwordBase64: Buffer.from('a:b:c').toString('base64'),
    });
  });

  it('keeps the raw bytes of a 1.6 key that is no UTF-8', () => {
    const key = Buffer.from([0xff, 0x00, 0xfe, 0x3a, 0x80]);
    const read = readBasicCredentials(header(Buffer.concat([Buffer.from('CP-1:'), key])));
    expect(Buffer.from(read?.passwordBase64 ?? '', 'base64')).toEqual(key);
  });

  it.each([[undefined], [''], ['Bearer abc'], ['Basic'], ['Basic ***'], [header(Buffer.from('no-colon'))]])(
    'takes %j for no credentials',
    (text) => {
      expect(readBasicCredentials(text)).toBeUndefined();
    },
  );
});
