/** A text is worth a place among the prepared statements of every connection once it was asked so often. */
const WORTHWHILE_USES = 5;
/** Statements at most that a connection keeps prepared, and texts at most whose uses are counted. */
const MOST_NAMES = 400;
const MOST_COUNTED = 2_000;

/** Which texts are prepared, and under which names. Bounded: texts that are made up as they are needed never end. */
export class StatementNames {
  private readonly names = new Map<string, string>();
  private readonly uses = new Map<string, number>();
  private made = 0;

  /** The name to prepare `text` under; undefined if it is sent without. */
  nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.made >= MOST_NAMES) return known;
    const uses = (this.uses.get(text) ?? 0) + 1;
    if (uses < WORTHWHILE_USES) {
      if (this.uses.size >= MOST_COUNTED) this.uses.clear();
      this.uses.set(text, uses);
      return undefined;
    }
    this.uses.delete(text);
    return this.rename(text);
  }

  /** What is prepared as `name` is of no use any more: from now on `text` has another. Several connections may say so. */
  renew(text: string, name: string): void {
    if (this.names.get(text) !== name) return;
    if (this.made >= MOST_NAMES) this.names.delete(text);
    else this.rename(text);
  }

  private rename(text: string): string {
    const name = `s${++this.made}`;
    this.names.set(text, name);
    return name;
  }
}
