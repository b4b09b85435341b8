import { unprocessable } from '@chargebus/service-runtime';
import { parse } from 'csv-parse/sync';
import { COLUMN_NAMES, findColumn, type Column, type Draft } from './csv-columns';
import type { ReadLine } from './import-lines';

interface Parsed {
  record: string[];
  info: { lines: number };
}
/** What csv-parse says of a line that it leaves out. */
interface Skipped {
  code: string;
  lines: number;
}

/** After such a fault only the line itself is lost; after any other about quotes nobody knows where lines end. */
const LINE_FAULT = 'INVALID_OPENING_QUOTE';

/**
 * Reads a CSV file: UTF-8 with or without a byte order mark, the first line names the columns, cells are parted by comma,
 * semicolon or tab, whichever the first line has, lines end as on any system. An empty cell says nothing.
 * @throws Problem 422 for what makes the file as a whole unreadable: its encoding, its columns, a quote that does not close
 */
export function readCsv(body: Buffer): ReadLine[] {
  const text = decoded(body).replaceAll(/\r\n?/g, '\n');
  const skipped: Skipped[] = [];
  const parsed = parse(text, {
    delimiter: delimiterOf(text),
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error) => {
      if (error) skipped.push({ code: error.code, lines: Number(error.lines) });
      return undefined;
    },
  }) as unknown as Parsed[];
  const lost = skipped.find(({ code }) => code !== LINE_FAULT);
  if (lost !== undefined) throw unreadable(lost, parsed);
  const [header, ...records] = parsed;
  const columns = toColumns(header?.record ?? []);
  const lines = records.map((one): ReadLine => toLine(one, columns));
  const faulty = skipped.map(({ lines: line }): ReadLine => ({
    line,
    faults: [fault('a quote stands inside a cell')],
  }));
  return [...lines, ...faulty].sort((a, b) => a.line - b.line);
}

function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw whole(1, 'the file must be UTF-8');
  }
}

function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const count = (delimiter: string): number => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function toColumns(header: string[]): Column[] {
  const columns = header.map((name) => {
    const column = findColumn(name);
    if (column !== undefined) return column;
    throw whole(1, `there is no column ${JSON.stringify(name)}; the columns are ${COLUMN_NAMES.join(', ')}`);
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw whole(1, `there are two columns ${twice}`);
  if (!names.includes('id')) throw whole(1, 'there is no column id: the first line must name the columns');
  return columns;
}

function toLine({ record, info }: Parsed, columns: readonly Column[]): ReadLine {
  // csv-parse tells the line that a record ends on.
  const line = info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  if (record.length !== columns.length) {
    return { line, faults: [fault(`has ${record.length} cells, and there are ${columns.length} columns`)] };
  }
  const draft: Draft = {};
  columns.forEach((column, i) => {
    const cell = record[i] ?? '';
    if (cell !== '') column.put(draft, cell);
  });
  return { line, data: draft };
}

function unreadable({ code, lines }: Skipped, parsed: readonly Parsed[]): Error {
  if (code !== 'CSV_QUOTE_NOT_CLOSED') return whole(lines, 'a quoted cell goes on after its closing quote');
  return whole((parsed.at(-1)?.info.lines ?? 0) + 1, 'a quote that opens here or later does not close');
}

/** Of the file as a whole: nothing of it is imported. */
const whole = (line: number, message: string): Error => unprocessable([{ path: `line ${line}`, message }]);
const fault = (message: string) => ({ field: null, message });
