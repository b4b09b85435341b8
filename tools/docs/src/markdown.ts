/** A table cell: `|` would end it, and so would a line break. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();

/** A Markdown table; nothing at all without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Text as code; a word with a backtick is never one of ours. */
export const code = (text: string): string => `\`${text}\``;

/** A link to another heading of the same page, by the anchor GitHub and GitLab give it. */
export const toHeading = (text: string, heading: string): string =>
  `[${text}](#${heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-')})`;

/** Blocks one under the other with a blank line between, empty ones left out; ends with one line break. */
export const blocks = (...parts: readonly (string | readonly string[])[]): string =>
  `${parts
    .flat()
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;

/** Sorted by code units: the same on every machine, whatever its language. */
export const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();
