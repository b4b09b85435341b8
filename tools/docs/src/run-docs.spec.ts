import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsPage } from './contracts/contracts-page';
import { RENEW, type Page } from './pages';
import { runDocs } from './run-docs';

const root = join(__dirname, '..', '..', '..');

describe('npm run docs, and docs:check', () => {
  let out: string;
  let said: string[];
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'chargebus-docs-'));
    said = [];
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  const words = { text: 'as it was' };
  const other: Page = { path: 'docs/other.md', render: () => `${words.text}\n` };
  const run = (...args: string[]): number =>
    runDocs([contractsPage, other], { args, root, out, say: (line) => void said.push(line) });

  it('finds nothing stale in what was just written', () => {
    expect(run()).toBe(0);
    expect(run('--check')).toBe(0);
    expect(said.at(-1)).toBe('up to date: docs/contracts.md, docs/other.md');
  });

  it('fails for a page that somebody changed by hand, and names the command that renews it', () => {
    run();
    const file = join(out, contractsPage.path);
    writeFileSync(file, readFileSync(file, 'utf8').replace('station.booted', 'station.bootet'));
    expect(run('--check')).toBe(1);
    expect(said.at(-1)).toMatch(/^stale: docs\/contracts\.md .*npm run docs$/);
    run();
    expect(run('--check')).toBe(0);
  });

  it('fails for a page whose code has changed since, and for that page alone', () => {
    run();
    words.text = 'as it is now';
    said = [];
    expect(run('--check')).toBe(1);
    expect(said).toEqual([expect.stringContaining('stale: docs/other.md')]);
  });

  it('fails for a page that is missing, and writes nothing itself', () => {
    expect(run('--check')).toBe(1);
    expect(said).toHaveLength(2);
    expect(run('--check')).toBe(1);
  });

  it('takes the line breaks of a Windows checkout for what they are', () => {
    run();
    const file = join(out, contractsPage.path);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    expect(run('--check')).toBe(0);
  });

  it('names a command that exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(RENEW).toBe('npm run docs');
    expect(scripts['docs']).toMatch(/main\.js$/);
    expect(scripts['docs:check']).toBe(`${scripts['docs']} --check`);
  });
});
