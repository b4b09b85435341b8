import { DROP, KEEP, type Repair } from './repairs';
import { readTime } from './times';

/** What stations of every version get wrong, whatever the message. */
export const generalRepairs: readonly Repair[] = [
  // Optional fields are absent, never null (OCPP-J 1.6 4.2): a null says the same.
  { name: 'null-property', keyword: 'type', mend: (value) => (value === null ? DROP : undefined) },
  { name: 'unknown-property', keyword: 'additionalProperties', mend: () => DROP },
  { name: 'enum-case', keyword: 'enum', mend: (value, fault) => sameWord(value, fault.params['allowedValues']) },
  {
    name: (value, _fault, scene) => {
      const time = readTime(value, scene.timeZone);
      return time ? (time.remark ?? 'time-odd-format') : 'time-unreadable';
    },
    // Times are the only texts whose format is checked.
    keyword: 'format',
    mend: () => KEEP,
  },
];

/** The allowed word that differs from `value` only by case or spaces around it. */
function sameWord(value: unknown, allowed: unknown): string | undefined {
  if (typeof value !== 'string' || !Array.isArray(allowed)) return undefined;
  const wanted = value.trim().toLowerCase();
  return (allowed as unknown[]).find(
    (word): word is string => typeof word === 'string' && word.toLowerCase() === wanted,
  );
}
