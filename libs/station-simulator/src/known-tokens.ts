/** Makes tokens known to the platform by its API. @returns a readable line of what came of it. */
export async function makeTokensKnown(api: string, adminToken: string, tokens: readonly string[]): Promise<string> {
  let made = 0;
  for (const token of tokens) {
    let response: Response;
    try {
      response = await fetch(`${api}/tokens/${encodeURIComponent(token)}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'accepted', type: 'rfid' }),
        signal: AbortSignal.timeout(10_000),
      });
    } catch (error) {
      return `tokens: ${api} does not answer (${(error as Error).message}); ${made} of ${tokens.length} made known`;
    }
    await response.arrayBuffer();
    if (!response.ok) return `tokens: the platform said ${response.status} to ${token}; ${made} made known`;
    made += 1;
  }
  return `tokens: ${made} made known to the platform`;
}
