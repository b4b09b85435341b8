import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A page of the documentation that is made from the code. */
export interface Page {
  /** Where it lies, from the root of the repository. */
  readonly path: string;
  /** The same text each time the same sources are read. `root` is the repository's folder. */
  render(root: string): string;
}

/** The command that makes the pages anew; each page and each complaint names it. */
export const RENEW = 'npm run docs';
const NOTICE = `<!-- Made from the code by \`${RENEW}\`: change the code, not this page. -->\n\n`;

/** Writes the pages into `out`, which is `root` but for tests. */
export function writePages(pages: readonly Page[], root: string, out = root): void {
  for (const page of pages) {
    const file = join(out, page.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, NOTICE + page.render(root));
  }
}

/** The paths of pages in `out` that are missing or say something else than the code of `root` does. */
export function findStalePages(pages: readonly Page[], root: string, out = root): string[] {
  return pages.filter((page) => findText(join(out, page.path)) !== NOTICE + page.render(root)).map(({ path }) => path);
}

function findText(file: string): string | undefined {
  try {
    // A checkout on Windows may have turned the line breaks.
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
