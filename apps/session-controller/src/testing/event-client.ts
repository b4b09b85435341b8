/** One server-sent event, or an id that came without one. */
export interface HeardEvent {
  id?: string;
  event?: string;
  data?: any;
}

/** A client of an event stream that reads as the standard has it (WHATWG HTML 9.2.6), and keeps what it heard. */
export class EventClient {
  readonly events: HeardEvent[] = [];
  readonly comments: string[] = [];
  lastId: string | undefined;
  closed = false;
  private readonly leaving = new AbortController();

  private constructor(readonly response: Response) {
    void this.read()
      .catch(() => undefined)
      .finally(() => (this.closed = true));
  }

  /** @throws if it is refused, with the status and the body */
  static async open(url: string, headers: Record<string, string>): Promise<EventClient> {
    const leaving = new AbortController();
    const response = await fetch(url, { headers, signal: leaving.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    const client = new EventClient(response);
    client.leaving.signal.addEventListener('abort', () => leaving.abort());
    return client;
  }

  leave(): void {
    this.leaving.abort();
  }

  private async read(): Promise<void> {
    let text = '';
    for await (const chunk of this.response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block.split('\n'));
    }
  }

  private take(lines: string[]): void {
    const heard: HeardEvent = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      const [field, value] = [line.slice(0, colon), line.slice(colon + 1).trimStart()];
      if (field === '') this.comments.push(value);
      else if (field === 'id') this.lastId = value;
      else if (field === 'event') heard.event = value;
      else if (field === 'data') heard.data = JSON.parse(value);
    }
    if (heard.data !== undefined && this.lastId !== undefined) this.events.push({ ...heard, id: this.lastId });
  }
}
