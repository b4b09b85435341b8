/** A figure is written as it is; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
export type CsvValue = { text: string | null } | { figure: string | number | null };

const QUOTED = /[",\r\n]/;
const FORMULA = /^[=+\-@\t\r]/;

/** One record as RFC 4180 has it: fields quoted where they must be, ended by CRLF. */
export function toCsvLine(values: readonly CsvValue[]): string {
  return `${values.map(toField).join(',')}\r\n`;
}

function toField(value: CsvValue): string {
  const written = 'text' in value ? guarded(value.text ?? '') : String(value.figure ?? '');
  return QUOTED.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}

/** OWASP, CSV injection: such a field is run as a formula by the program that opens the file. */
const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
