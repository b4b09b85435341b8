/** What a column holds, as an SQL expression: `plain` is written as it is, a `text` may be anything that somebody typed. */
export type CsvColumn = { plain: string } | { text: string };

/**
 * One record as RFC 4180 has it, ended by CRLF, as an SQL expression: the database writes the records, so that a million of them
 * are never objects in this process. A text that a spreadsheet would run as a formula (OWASP, CSV injection) gets an apostrophe
 * before it; amounts are `plain`, and may be negative.
 */
export const toCsvRecord = (columns: readonly CsvColumn[]): string =>
  `concat(${columns.map((column) => ('text' in column ? toField(column.text) : column.plain)).join(`, ',', `)}, E'\\r\\n')`;

const toField = (value: string): string => {
  const guarded = `regexp_replace(${value}, E'^([-=+@\\t\\r])', E'''\\\\1')`;
  return `CASE WHEN ${value} ~ E'^[-=+@]|[\\t\\r\\n,"]' THEN '"' || replace(${guarded}, '"', '""') || '"' ELSE ${value} END`;
};

/** A time as the API writes it. */
export const toIsoTime = (value: string): string =>
  `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
