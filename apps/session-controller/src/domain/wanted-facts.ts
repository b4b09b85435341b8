/** What is looked at of a fact, whatever its kind. */
interface SomeFact {
  readonly kind: string;
  readonly tenantId: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Which facts somebody wants; `kinds` may end in `.*`. */
export interface FactFilter {
  tenantId: string;
  kinds?: readonly string[] | undefined;
  stationId?: string | undefined;
  sessionId?: string | undefined;
}

/** Whether a fact is wanted: of the tenant, always; and by what it names, so that new kinds of facts need no code here. */
export function isWanted(fact: SomeFact, { tenantId, kinds, stationId, sessionId }: FactFilter): boolean {
  if (fact.tenantId !== tenantId) return false;
  if (kinds !== undefined && !kinds.some((kind) => matches(fact.kind, kind))) return false;
  const session = fact.data['session'] as { id?: unknown; stationId?: unknown } | undefined;
  if (sessionId !== undefined && (session?.id ?? fact.data['sessionId']) !== sessionId) return false;
  // A fact about a session that does not name its station is ordered by it.
  return stationId === undefined || (session?.stationId ?? fact.data['stationId'] ?? fact.key) === stationId;
}

const matches = (kind: string, pattern: string): boolean =>
  pattern.endsWith('.*') ? kind.startsWith(pattern.slice(0, -1)) : kind === pattern;
