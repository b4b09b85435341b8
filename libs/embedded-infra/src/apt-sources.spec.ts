import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSources } from './private-apt';
import { findDistributionMirrors, parseDeb822Sources, parseOneLineSources, toDeb822 } from './apt-sources';

const debian = { id: 'debian', codename: 'bookworm' };

describe('reading apt sources', () => {
  it('reads the one-line format with and without options, and skips comments and source packages', () => {
    const text = [
      '# deb http://old.example/debian buster main',
      'deb http://mirror.example/debian bookworm main contrib # the usual',
      'deb-src http://mirror.example/debian bookworm main',
      '  deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://x.example/debian bookworm-updates main',
      'deb https://flat.example/repo ./',
    ].join('\n');
    expect(parseOneLineSources(text)).toEqual([
      { uri: 'http://mirror.example/debian', suite: 'bookworm', components: ['main', 'contrib'] },
      {
        uri: 'https://x.example/debian',
        suite: 'bookworm-updates',
        components: ['main'],
        signedBy: '/usr/share/keyrings/x.gpg',
      },
      { uri: 'https://flat.example/repo', suite: './', components: [] },
    ]);
  });

  it('reads deb822 stanzas: several suites and addresses, comments inside, disabled ones left out', () => {
    const text = [
      '# made by the installer',
      'Types: deb deb-src',
      '# http://snapshot.example/debian',
      'URIs: http://one.example/debian http://two.example/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
      'Types: deb',
      'URIs: http://off.example/debian',
      'Suites: bookworm',
      'Components: main',
      'Enabled: no',
      ' ',
      'Types: deb-src',
      'URIs: http://sources.example/debian',
      'Suites: bookworm',
      'Components: main',
    ].join('\n');
    const sources = parseDeb822Sources(text);
    expect(sources.map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
      'http://one.example/debian bookworm',
      'http://one.example/debian bookworm-updates',
      'http://two.example/debian bookworm',
      'http://two.example/debian bookworm-updates',
    ]);
    expect(sources[0]?.signedBy).toBe('/usr/share/keyrings/debian-archive-keyring.gpg');
  });

  it('keeps a key that is written into the stanza, over reading and writing', () => {
    const key = ['-----BEGIN PGP PUBLIC KEY BLOCK-----', ' .', ' mQINBF', ' -----END PGP PUBLIC KEY BLOCK-----'];
    const text = `Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\nSigned-By:\n ${key.join('\n')}\n`;
    const [source] = parseDeb822Sources(text);
    expect(source?.signedBy).toBe(`\n ${key.join('\n')}`);
    expect(parseDeb822Sources(toDeb822(source!))).toEqual([source]);
  });
});

describe('the sources of a machine', () => {
  it('are read from sources.list and from both formats in sources.list.d, other files left alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chargebus-spec-'));
    mkdirSync(join(folder, 'sources.list.d'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('sources.list', 'deb http://one.example/debian bookworm main\n');
    write('sources.list.d/two.list', 'deb http://two.example/debian bookworm main\n');
    write(
      'sources.list.d/three.sources',
      'Types: deb\nURIs: http://three.example\nSuites: bookworm\nComponents: main\n',
    );
    write('sources.list.d/old.list.save', 'deb http://old.example/debian bookworm main\n');
    expect(readSources(folder).map(({ uri }) => uri)).toEqual([
      'http://one.example/debian',
      'http://three.example',
      'http://two.example/debian',
    ]);
    expect(readSources(join(folder, 'nowhere'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('choosing the mirror of the distribution', () => {
  it("prefers the distribution's own mirror to vendors that use its release name", () => {
    const sources = parseOneLineSources(
      [
        'deb [signed-by=/usr/share/keyrings/vendor.gpg] https://apt.vendor.example bookworm main',
        'deb https://apt.postgresql.example/pub bookworm-pgdg main',
        'deb http://mirror.example/debian bookworm main',
        'deb http://mirror.example/debian bookworm-updates main',
        'deb http://mirror.example/debian-security bookworm-security main',
      ].join('\n'),
    );
    expect(findDistributionMirrors(sources, debian).map(({ uri }) => uri)).toEqual([
      'http://mirror.example/debian',
      'https://apt.vendor.example',
    ]);
  });

  it('finds a mirror with any path by its keyring, and names each mirror once', () => {
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    const sources = parseOneLineSources(
      [
        'deb https://apt.vendor.example/x bookworm main',
        `deb [signed-by=${keyring}] http://proxy.example/cache/deb bookworm main`,
        `deb [signed-by=${keyring}] http://proxy.example/cache/deb stable main`,
        'deb cdrom:[Debian]/ bookworm main',
      ].join('\n'),
    );
    expect(findDistributionMirrors(sources, debian).map(({ uri }) => uri)).toEqual([
      'http://proxy.example/cache/deb',
      'https://apt.vendor.example/x',
    ]);
  });
});
