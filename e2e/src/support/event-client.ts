/** A fact as the event stream tells it, and when it was heard, ms since 1970. */
export interface Heard {
  id: string;
  heardAt: number;
  fact: { kind: string; at: string; data: Record<string, any> };
}

/** Follows `GET /events` from now on, and keeps what it hears. @throws if the platform refuses */
export async function listen(url: string, token: string, query = ''): Promise<{ heard: Heard[]; leave(): void }> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/events${query}`, { headers, signal: leaving.signal });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const heard: Heard[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = `${text}${chunk}`.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, json] = /^id: (.+)\nevent: .+\ndata: (.+)$/.exec(block) ?? [];
        if (id !== undefined && json !== undefined) heard.push({ id, heardAt: Date.now(), fact: JSON.parse(json) });
      }
    }
  };
  // Leaving is no fault.
  void read().catch(() => undefined);
  return { heard, leave: () => leaving.abort() };
}
