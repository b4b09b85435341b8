import { FtpDialogue, type FtpStep } from './ftp-dialogue';

/** What a station that says all these lines gets for the last one. */
function lastOf(...lines: string[]): FtpStep[] {
  const dialogue = new FtpDialogue();
  let steps: FtpStep[] = [];
  for (const line of ['USER anonymous', 'PASS x', ...lines]) steps = dialogue.receive(line);
  return steps;
}

describe('a conversation by FTP', () => {
  it('begins with a login, whatever its words', () => {
    const dialogue = new FtpDialogue();
    expect(dialogue.receive('RETR /t/f.bin')).toEqual([{ do: 'reply', text: '530 Please log in.' }]);
    expect(dialogue.receive('user anonymous')).toMatchObject([{ text: expect.stringMatching(/^331 /) }]);
    expect(dialogue.receive('PASS')).toMatchObject([{ text: expect.stringMatching(/^230 /) }]);
  });

  it('finds the link in the path, said at once or folder by folder', () => {
    const transfer = [{ do: 'transfer', token: 'T', fromByte: 0 }];
    expect(lastOf('RETR /T/f.bin')).toEqual(transfer);
    expect(lastOf('RETR T/f.bin')).toEqual(transfer);
    expect(lastOf('CWD T', 'RETR f.bin')).toEqual(transfer);
    expect(lastOf('CWD /other/../T', 'PWD')).toEqual([{ do: 'reply', text: '257 "/T"' }]);
    expect(lastOf('CWD /', 'SIZE T/f.bin')).toEqual([{ do: 'tell-size', token: 'T' }]);
    expect(lastOf('RETR ../..')).toEqual([{ do: 'transfer', token: '', fromByte: 0 }]);
  });

  it('goes on where a transfer broke, once', () => {
    expect(lastOf('REST 1000', 'PASV', 'RETR T/f')).toEqual([{ do: 'transfer', token: 'T', fromByte: 1_000 }]);
    expect(lastOf('REST 1000', 'RETR T/f', 'RETR T/f')).toEqual([{ do: 'transfer', token: 'T', fromByte: 0 }]);
    expect(lastOf('REST -1')).toMatchObject([{ text: expect.stringMatching(/^501 /) }]);
  });

  it('refuses what is not fetching a file: writing, listing, and connections to somewhere else', () => {
    for (const line of ['STOR x', 'DELE x', 'LIST', 'PORT 10,0,0,1,0,80', 'EPRT |1|10.0.0.1|80|', 'SITE x', '']) {
      expect(lastOf(line)).toMatchObject([{ text: expect.stringMatching(/^502 /) }]);
    }
  });
});
