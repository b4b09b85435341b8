import type { ProviderAskName } from '@chargebus/contracts';
import type { IncomingRow, ProviderQuestion, ProviderReply } from './dialect';
import type { JsonObject } from './json';
import { reportedMessage } from './reported-message';

type RequestTo<K extends ProviderAskName> = Extract<ProviderQuestion, { about: K }>['request'];
type Reply<K extends ProviderAskName> = Extract<ProviderReply, { about: K }>['reply'];
type Answered<K extends ProviderAskName> = Extract<Reply<K>, { ok: true }>;

/** How a message is put to a provider, and what the station is told. */
export interface Provided<K extends ProviderAskName, Req, Res> {
  toRequest(request: Req): RequestTo<K>;
  /** `now` is UTC with milliseconds. */
  toAnswer(answered: Answered<K>, request: Req, now: string): Res;
  /** In the words of the version, where nobody answers or the answer is no. */
  otherwise(request: Req, now: string): Res;
}

/** The row of a message that somebody outside the platform answers. It is reported like any other that no service decides on. */
export function providedMessage<K extends ProviderAskName, Req extends object, Res extends object>(
  action: string,
  about: K,
  by: Provided<K, Req, Res>,
): IncomingRow<Req, Res> {
  const { nature, toReport } = reportedMessage<Req, object>(action, {});
  return {
    nature,
    ...(toReport && { toReport }),
    toQuestion: (request) => ({ ask: 'provider', about, request: by.toRequest(request) }) as ProviderQuestion,
    toAnswer(request, { provider, now }) {
      const reply = provider?.about === about ? (provider.reply as Reply<K>) : undefined;
      return reply?.ok ? by.toAnswer(reply as Answered<K>, request, now) : by.otherwise(request, now);
    },
  };
}

/** The text in a member that may have been kept odd or be missing: providers are asked in texts. */
export function textOf(holder: object, member: string): string {
  const value = (holder as JsonObject)[member];
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
