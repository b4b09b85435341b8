/** One place that apt takes packages from. */
export interface AptSource {
  uri: string;
  suite: string;
  components: string[];
  /** Path of a keyring, or the key itself (several lines). */
  signedBy?: string;
}

/** Reads the one-line format: `deb [signed-by=/path arch=amd64] uri suite component...`. Comments are skipped. */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
    if (!match) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
    return [{ uri, suite, components: words(components), ...(signedBy && { signedBy }) }];
  });
}

/** Reads the deb822 format: stanzas of `Field: value`, a value going on in the indented lines that follow. */
export function parseDeb822Sources(text: string): AptSource[] {
  const withoutComments = text.split('\n').filter((line) => !line.startsWith('#'));
  return withoutComments
    .join('\n')
    .split(/\n[ \t]*\n/)
    .flatMap((stanza) => sourcesOf(fieldsOf(stanza)));
}

/** A source in deb822 format. */
export function toDeb822(source: AptSource): string {
  const fields = [
    'Types: deb',
    `URIs: ${source.uri}`,
    `Suites: ${source.suite}`,
    `Components: ${source.components.join(' ')}`,
  ];
  if (source.signedBy) fields.push(`Signed-By: ${source.signedBy}`);
  return `${fields.join('\n')}\n`;
}

/**
 * The mirrors of the distribution itself among all sources, the likeliest first. Other vendors name their suites after
 * the distribution's release too, so what counts besides is: a `-updates` suite beside it, the distribution's own
 * keyring, and a path that ends in its name.
 */
export function findDistributionMirrors(sources: AptSource[], release: { id: string; codename: string }): AptSource[] {
  const rolling = ['stable', 'testing', 'unstable', 'sid', 'devel'];
  const score = ({ uri, signedBy }: AptSource): number =>
    (sources.some((other) => other.uri === uri && other.suite.endsWith('-updates')) ? 2 : 0) +
    (signedBy?.includes(`${release.id}-archive-keyring`) ? 2 : 0) +
    (uri.replace(/\/+$/, '').endsWith(`/${release.id}`) ? 1 : 0);
  const candidates = sources.filter(
    ({ uri, suite, components }) =>
      (suite === release.codename || rolling.includes(suite)) && components.includes('main') && !/^cdrom:/i.test(uri),
  );
  const distinct = candidates.filter((source, at) => candidates.findIndex(({ uri }) => uri === source.uri) === at);
  return distinct.sort((a, b) => score(b) - score(a));
}

function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let current = '';
  for (const line of stanza.split('\n')) {
    const start = /^([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line);
    if (start) {
      current = (start[1] as string).toLowerCase();
      fields.set(current, (start[2] as string).trimEnd());
    } else if (current && line.trim()) {
      fields.set(current, `${fields.get(current)}\n ${line.trim()}`);
    }
  }
  return fields;
}

function sourcesOf(fields: Map<string, string>): AptSource[] {
  const list = (name: string): string[] => words(fields.get(name) ?? '');
  if (!list('types').includes('deb') || /^(no|false|0|off|disable)$/i.test(fields.get('enabled') ?? 'yes')) return [];
  const signedBy = fields.get('signed-by');
  return list('uris').flatMap((uri) =>
    list('suites').map((suite) => ({ uri, suite, components: list('components'), ...(signedBy && { signedBy }) })),
  );
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
