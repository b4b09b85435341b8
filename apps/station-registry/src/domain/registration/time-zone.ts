/** The zone a station's local times are read in: its own, else its location's, else the tenant's, else UTC. */
export function effectiveTimeZone(...zones: (string | null | undefined)[]): string {
  return zones.find((zone) => zone !== null && zone !== undefined && zone !== '') ?? 'UTC';
}

/** Whether `text` is an IANA time zone this runtime knows, e.g. `Europe/Berlin`. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return !/^[+-]/.test(text);
  } catch {
    return false;
  }
}
