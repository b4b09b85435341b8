import { findStalePages, RENEW, writePages, type Page } from './pages';

/**
 * `--check` compares, anything else writes. Says what it did through `say`.
 * @returns the exit code: 1 when a page is stale
 */
export function runDocs(
  pages: readonly Page[],
  o: { args: readonly string[]; root: string; out?: string; say(line: string): void },
): number {
  if (!o.args.includes('--check')) {
    writePages(pages, o.root, o.out);
    for (const { path } of pages) o.say(`written: ${path}`);
    return 0;
  }
  const stale = findStalePages(pages, o.root, o.out);
  for (const path of stale) o.say(`stale: ${path} no longer says what the code says; renew it with: ${RENEW}`);
  if (stale.length === 0) o.say(`up to date: ${pages.map(({ path }) => path).join(', ')}`);
  return stale.length === 0 ? 0 : 1;
}
