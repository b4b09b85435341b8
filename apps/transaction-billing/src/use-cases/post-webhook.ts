import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress, lookupPublic } from './guard-address';

/** Whom webhooks may reach. */
export interface WebhookReach {
  allowHttp: boolean;
  allowPrivate: boolean;
}

export interface PostedWebhook {
  url: string;
  id: string;
  payload: string;
  /** `whsec_<base64>`; each signs. */
  secrets: readonly string[];
}

/** The answer, or why there is none. */
export type PostEnd =
  | { status: number; retryAfterS: number | null; error: string | null }
  | { status: null; retryAfterS: null; error: string };

const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_KEPT = 300;

/** What is wrong with a URL as a webhook's, if anything: said when it is given, and asked again before each sending. */
export function findUrlFault(text: string, { allowHttp, allowPrivate }: WebhookReach): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && !(allowHttp && protocol === 'http:')) return 'must begin with https://';
  if (username !== '' || password !== '') return 'must hold no user or password';
  if (hash !== '') return 'must hold no fragment';
  const address = hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(address) !== 0 && !isPublicAddress(address)) return 'must be at a public address';
  return undefined;
}

/** Headers of Standard Webhooks: signed over id, time and body by each secret. */
export function signWebhook({ id, payload, secrets }: PostedWebhook, seconds: number): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${payload}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
}

/**
 * Sends a webhook once: no redirects, no other address than the one checked, no longer than `timeoutMs` from the look-up of the name
 * to the end of the answer, of which 64 KiB are read.
 */
export function postWebhook(
  posted: PostedWebhook,
  options: WebhookReach & { timeoutMs: number; signal: AbortSignal },
): Promise<PostEnd> {
  const fault = findUrlFault(posted.url, options);
  if (fault) return Promise.resolve({ status: null, retryAfterS: null, error: `the URL ${fault}` });
  return new Promise((resolve) => {
    const send = posted.url.startsWith('https:') ? httpsRequest : httpRequest;
    const body = Buffer.from(posted.payload);
    const call = send(posted.url, {
      method: 'POST',
      agent: false,
      ...(!options.allowPrivate && { lookup: lookupPublic }),
      headers: {
        ...signWebhook(posted, Math.floor(Date.now() / 1_000)),
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'Chargebus-Webhooks/1',
      },
    });
    const end = (result: PostEnd): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', stop);
      resolve(result);
      call.destroy();
    };
    const fail = (error: string): void => end({ status: null, retryAfterS: null, error });
    const stop = (): void => fail('the service stopped');
    const timer = setTimeout(() => fail(`no answer within ${options.timeoutMs} ms`), options.timeoutMs);
    options.signal.addEventListener('abort', stop);
    if (options.signal.aborted) stop();
    call.on('error', (error) => fail(error.message || String((error as NodeJS.ErrnoException).code)));
    call.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      const asked = Number(answer.headers['retry-after']);
      const retryAfterS = Number.isFinite(asked) && asked > 0 ? asked : null;
      let [text, bytes] = ['', 0];
      const answered = (): void => {
        const good = status >= 200 && status < 300;
        const kept = text.slice(0, MOST_KEPT).replaceAll('\u0000', '');
        end({ status, retryAfterS, error: good ? null : `answered ${status}${kept && `: ${kept}`}` });
      };
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (text.length < MOST_KEPT) text += chunk.toString('utf8', 0, MOST_KEPT);
        if (bytes > MOST_ANSWER_BYTES) answered();
      });
      answer.on('end', answered);
      answer.on('error', () => fail('the answer was cut off'));
    });
    call.end(body);
  });
}
