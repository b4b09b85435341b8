/** PostgreSQL's unique_violation: another transaction wrote the same key first. The transaction is lost, its work may be done anew. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505';
}
