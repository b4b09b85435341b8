import type { Repair } from './repairs';
import { isDecimal } from './units';

/**
 * Numbers and truth values as text, and texts as numbers: what the value means is plain. Times are left out: a number that is
 * meant as one has many readings. They belong behind the repairs that know more of a place, and before the last resorts that
 * leave things out.
 */
export const looseTypes: readonly Repair[] = [
  {
    name: 'number-as-text',
    keyword: 'type',
    mend(value, { params }) {
      if (typeof value !== 'string' || !isDecimal(value)) return undefined;
      const number = Number(value);
      if (params['type'] === 'integer') return Number.isSafeInteger(number) ? number : undefined;
      return params['type'] === 'number' && Number.isFinite(number) ? number : undefined;
    },
  },
  {
    name: 'flag-as-text',
    keyword: 'type',
    mend(value, { params }) {
      if (params['type'] !== 'boolean' || typeof value !== 'string') return undefined;
      const word = value.trim().toLowerCase();
      return word === 'true' ? true : word === 'false' ? false : undefined;
    },
  },
  {
    name: 'text-as-number',
    keyword: 'type',
    at: /\/(?!\w*(?:[tT]ime\w*|At|basetime)$)\w+$/,
    mend: (value, { params }) => (params['type'] === 'string' && typeof value === 'number' ? String(value) : undefined),
  },
];
