import { asks } from '@chargebus/contracts';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { timeCalls } from '../load/time-calls';
import type { BenchPlatform } from '../platform';

export interface TokensFigures {
  tokens: number;
  importSeconds: number;
  calls: { what: string; p50Ms: number; p99Ms: number }[];
}

const TOKENS_AN_IMPORT = 5_000;
const WARM_UP = 50;
const MEASURED = 500;
/** A step that visits tokens far apart, so that no page of the index is visited twice in a row. */
const STRIDE = 7_919;

/** How long it takes to authorize and to list while `tokens` are registered, one call after the other. */
export async function tokens(count: number, platform: BenchPlatform, natsUrl: string): Promise<TokensFigures> {
  const begun = performance.now();
  for (let from = 0; from < count; from += TOKENS_AN_IMPORT) {
    const of = Math.min(TOKENS_AN_IMPORT, count - from);
    await platform.api('POST', '/tokens/import', { tokens: Array.from({ length: of }, (_, i) => toToken(from + i)) });
  }
  const importSeconds = (performance.now() - begun) / 1_000;
  await platform.settled();
  const messaging = await connectMessaging({
    url: natsUrl,
    name: 'bench',
    partitions: 1,
    logger: { ...console, info: () => undefined },
  });
  try {
    const calls = [
      {
        what: 'ask: authorize a registered token',
        call: (n: number) => authorize(messaging, uid((n * STRIDE) % count)),
      },
      {
        what: 'ask: start with a token of one session at a time',
        call: (n: number) => authorize(messaging, uid(single(n, count)), 'start'),
      },
      { what: 'ask: authorize an unknown token', call: (n: number) => authorize(messaging, `NOBODY${n}`) },
      { what: 'GET /tokens/{uid}', call: (n: number) => platform.api('GET', `/tokens/${uid((n * STRIDE) % count)}`) },
      { what: 'GET /tokens?limit=100', call: () => platform.api('GET', '/tokens?limit=100') },
      {
        what: 'GET /tokens?status=blocked (one in 1,000)',
        call: () => platform.api('GET', '/tokens?status=blocked&limit=100'),
      },
      {
        what: 'GET /tokens?status=expired (none)',
        call: () => platform.api('GET', '/tokens?status=expired&limit=100'),
      },
      { what: 'GET /tokens?groupId=G-7', call: () => platform.api('GET', '/tokens?groupId=G-7&limit=100') },
    ];
    const figures: TokensFigures = { tokens: count, importSeconds, calls: [] };
    for (const { what, call } of calls) figures.calls.push({ what, ...(await timeCalls(WARM_UP, MEASURED, call)) });
    return figures;
  } finally {
    await messaging.drain();
  }
}

const uid = (n: number): string => `CARD${String(n).padStart(9, '0')}`;
const single = (n: number, count: number): number => ((n * STRIDE) % Math.ceil(count / 10)) * 10;

const toToken = (n: number): object => ({
  uid: uid(n),
  status: n % 1_000 === 999 ? 'blocked' : 'accepted',
  type: 'rfid',
  groupId: `G-${n % 1_000}`,
  singleSession: n % 10 === 0,
});

async function authorize(
  messaging: Messaging,
  token: string,
  purpose: 'authorize' | 'start' = 'authorize',
): Promise<void> {
  const question = { tenantId: 'default', stationId: 'BENCH', token, purpose };
  const reply = await messaging.ask(asks.authorize, question, { deadlineMs: 5_000 });
  if (!reply.ok) throw new Error(`authorize ${token}: ${reply.reason}`);
}
