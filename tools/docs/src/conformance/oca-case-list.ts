/** A case of the Open Charge Alliance's test tool for central systems, in our own words. */
export interface OcaCase {
  readonly id: string;
  readonly about: string;
  /** The capability without which it cannot be shown whole. */
  readonly waitsFor: string;
}

/** Cases by certification profile; one case may count for several. */
export type OcaProfiles = Readonly<Record<string, readonly OcaCase[]>>;

/**
 * Reads a list, one case a line: `<id without TC_> <about>; <what it waits for>`.
 * @throws Error for a line that is written otherwise
 */
export function cases(text: string): OcaCase[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, id, about, waitsFor] = /^(\S+) ([^;]+); ([^;]+)$/.exec(line.trim()) ?? [];
      if (!id || !about || !waitsFor) throw new Error(`no case of the OCA: ${line}`);
      return { id: `TC_${id}`, about, waitsFor };
    });
}
