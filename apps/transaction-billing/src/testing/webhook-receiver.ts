import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver was sent. */
export interface Received {
  path: string;
  id: string;
  timestamp: number;
  signatures: string[];
  body: string;
}

/** A receiver of webhooks on a real port, which answers as the spec says; 200 by default. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Answers a call; may leave it without an answer. */
  answer: (received: Received, response: ServerResponse) => void = (_received, response) => void response.end('ok');
  /** Calls under way at once, at most, by path. */
  readonly most = new Map<string, number>();
  private readonly open = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => void receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  of(path: string): Received[] {
    return this.received.filter((call) => call.path === path);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? '';
    const open = (this.open.get(path) ?? 0) + 1;
    this.open.set(path, open);
    this.most.set(path, Math.max(open, this.most.get(path) ?? 0));
    response.once('close', () => this.open.set(path, (this.open.get(path) ?? 1) - 1));
    const received = {
      path,
      id: String(request.headers['webhook-id']),
      timestamp: Number(request.headers['webhook-timestamp']),
      signatures: String(request.headers['webhook-signature']).split(' '),
      body,
    };
    this.received.push(received);
    this.answer(received, response);
  }
}

/** The signature that Standard Webhooks asks for, worked out as a receiver does it. */
export function signatureOf({ id, timestamp, body }: Received, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
