import type { QueryResult } from 'pg';

/** Statements that say nothing by themselves: what comes next begins with them, and is what fails if they do. */
const LEADING = /^(START TRANSACTION|SET TRANSACTION ISOLATION LEVEL [A-Z ]+|SET CONSTRAINTS ALL IMMEDIATE)$/;
const START = 'START TRANSACTION';
const NOTHING = Promise.resolve({ command: '', rowCount: null, oid: 0, fields: [], rows: [] } satisfies QueryResult);

type Answer = Promise<QueryResult>;
/** PostgreSQL does the statements of one text in order, and none after one that failed. */
type Send = (text: string) => Promise<QueryResult | QueryResult[]>;

/**
 * Spares a connection round trips: a transaction's beginning and the check of its constraints wait for the statement after
 * them and travel in the same text. Half of what readers asked PostgreSQL were such statements, each with its own turns of
 * both processes. A statement with parameters cannot share a text: it is sent once they have been answered, so that nothing
 * ever runs outside of the transaction it belongs to.
 */
export class LeadingStatements {
  private waiting: string[] = [];
  private underWay: Promise<unknown> | undefined;

  constructor(private readonly send: Send) {}

  /** Sends a statement without parameters, or keeps it for the next one. */
  query(text: string): Answer {
    if (this.underWay !== undefined) return this.underWay.then(() => this.query(text));
    if (LEADING.test(text)) {
      this.waiting.push(text);
      return NOTHING;
    }
    const leading = this.waiting;
    this.waiting = [];
    // Nothing was asked since the beginning: there is nothing to end. And an end that undoes needs no check before it.
    if (leading.includes(START) && (text === 'COMMIT' || text === 'ROLLBACK')) return NOTHING;
    if (text.startsWith('ROLLBACK')) return this.send(text).then(lastOf);
    return this.send([...leading, text].join('; ')).then(lastOf);
  }

  /** Resolves when nothing waits any more: before a statement with parameters. @throws why what waited failed */
  async settle(): Promise<void> {
    if (this.waiting.length > 0) {
      const text = this.waiting.join('; ');
      this.waiting = [];
      this.underWay = this.send(text).finally(() => (this.underWay = undefined));
    }
    await this.underWay;
  }

  /** Whether a statement with parameters can go at once. */
  get settled(): boolean {
    return this.waiting.length === 0 && this.underWay === undefined;
  }
}

const lastOf = (answer: QueryResult | QueryResult[]): QueryResult =>
  Array.isArray(answer) ? (answer.at(-1) as QueryResult) : answer;
