/**
 * Why an outage does not count, a closed list. 23 CFR 680.116(b)(3): utility service interruptions, the vehicle's fault, scheduled
 * maintenance, vandalism, natural disasters, and hours outside of the station's hours of operation; an interruption of
 * the network, where the port went on being able to charge and only the platform did not see it.
 */
export const EXCLUSION_REASONS = [
  'utility-interruption',
  'network-interruption',
  'vehicle-fault',
  'scheduled-maintenance',
  'vandalism',
  'natural-disaster',
  'outside-operating-hours',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

/** What is wrong with the times of an exclusion, by field. */
export function findExclusionFaults({ from, to }: { from: string; to: string }): { path: string; message: string }[] {
  const lengthMs = Date.parse(to) - Date.parse(from);
  if (lengthMs <= 0) return [{ path: 'to', message: 'must be after `from`' }];
  if (lengthMs > MOST_DAYS * DAY_MS)
    return [{ path: 'to', message: `must be at most ${MOST_DAYS} days after \`from\`` }];
  return [];
}
