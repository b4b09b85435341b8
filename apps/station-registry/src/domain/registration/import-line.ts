/** What is wrong with a line: the field at fault, null where it is the line as a whole. */
export interface LineFault {
  field: string | null;
  message: string;
}

/** A line that says what a station is. */
export interface GoodLine<T> {
  line: number;
  id: string;
  input: T;
  faults?: never;
}

/** A line of an import: what it says, or what is wrong with it. */
export type ImportLine<T> = GoodLine<T> | { line: number; id: string | null; faults: LineFault[] };

/** What lines must not say of different stations. */
export interface Distinct {
  id: string;
  vendor?: string | null | undefined;
  serialNumber?: string | null | undefined;
  evses?: { id: number; evseId?: string | null | undefined }[] | undefined;
}

/** Serial numbers are a maker's own: two makers may stamp the same. Undefined without one. */
export function serialKey({ vendor, serialNumber }: Pick<Distinct, 'vendor' | 'serialNumber'>): string | undefined {
  return serialNumber ? JSON.stringify([(vendor ?? '').toLowerCase(), serialNumber]) : undefined;
}

/** What of lines must be one station's alone: the field to blame, the keys of a line, and what to say. */
const CLAIMS: { field: string; keysOf(input: Distinct): string[]; message: string }[] = [
  { field: 'id', keysOf: ({ id }) => [id], message: 'says something else of the same station than' },
  {
    field: 'serialNumber',
    keysOf: (input) => [serialKey(input)].flatMap((key) => key ?? []),
    message: 'is the serial number of another station too, in',
  },
  {
    field: 'evses',
    keysOf: ({ evses = [] }) => evses.flatMap(({ evseId }) => evseId ?? []),
    message: 'have an eMI3 id that another station has too, in',
  },
];

/**
 * The lines, with those refused that contradict each other: the same station in different words, serial numbers and eMI3 ids
 * of several stations. All of them are refused, since nobody can tell which one is meant. A line that only repeats another
 * stands.
 */
export function refuseContradictions<T extends Distinct>(lines: readonly ImportLine<T>[]): ImportLine<T>[] {
  const good = lines.filter((line): line is GoodLine<T> => line.faults === undefined);
  const wordsOf = new Map(good.map((line) => [line, canonical(line.input)]));
  const faults = new Map<GoodLine<T>, LineFault[]>();
  for (const { field, keysOf, message } of CLAIMS) {
    for (const [first, ...others] of claimants(good, keysOf)) {
      const rival = others.find((one) => wordsOf.get(one) !== wordsOf.get(first));
      if (rival === undefined) continue;
      for (const line of [first, ...others]) {
        const against = wordsOf.get(line) === wordsOf.get(first) ? rival : first;
        const known = faults.get(line) ?? [];
        faults.set(line, [...known, { field, message: `${message} line ${against.line}` }]);
      }
    }
  }
  return lines.map((line) => {
    const found = line.faults === undefined ? faults.get(line) : undefined;
    return found === undefined ? line : { line: line.line, id: line.id, faults: found };
  });
}

/** The lines of each key that several have. */
function claimants<T extends Distinct>(
  lines: readonly GoodLine<T>[],
  keysOf: (input: T) => string[],
): [GoodLine<T>, ...GoodLine<T>[]][] {
  const claims = new Map<string, [GoodLine<T>, ...GoodLine<T>[]]>();
  for (const line of lines) {
    for (const key of keysOf(line.input)) {
      const known = claims.get(key);
      if (known === undefined) claims.set(key, [line]);
      else known.push(line);
    }
  }
  return [...claims.values()].filter(({ length }) => length > 1);
}

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
