import { Client } from 'pg';
import { BillingBench, ended, energyTariff } from './testing/billing-bench';
import { signatureOf, WebhookReceiver } from './testing/webhook-receiver';

async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('not in time');
}

describe('webhooks', () => {
  let bench: BillingBench;
  let receiver: WebhookReceiver;
  let sessions = 0;
  const add = async (path: string, kinds: string[], more: object = {}): Promise<any> =>
    (await bench.api('/webhooks', { url: receiver.url(path), kinds, ...more })).body;
  const bill = async (): Promise<any> => {
    const id = `s${++sessions}`;
    await bench.finished(ended(id, 1_000));
    return bench.billOf(id);
  };
  const deliveries = async (id: string, query = ''): Promise<any[]> =>
    (await bench.api(`/webhooks/${id}/deliveries${query}`)).body.items;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    bench = await BillingBench.open({
      WEBHOOK_ALLOW_HTTP: true,
      WEBHOOK_ALLOW_PRIVATE: true,
      WEBHOOK_RETRY_BASE_MS: 20,
      WEBHOOK_MAX_ATTEMPTS: 4,
      WEBHOOK_TIMEOUT_MS: 1_500,
      WEBHOOK_IN_FLIGHT: 2,
    });
    await bench.api('/tariffs', energyTariff('0.30', { default: true }));
  });
  afterEach(async () => {
    receiver.answer = (_received, response) => void response.end('ok');
    for (const { id } of (await bench.api('/webhooks')).body.items)
      await bench.api(`/webhooks/${id}`, undefined, 'DELETE');
  });
  afterAll(async () => {
    await bench?.close();
    await receiver?.stop();
  });

  it('tells the facts that were asked for, signed, and shows the secret once', async () => {
    const webhook = await add('/told', ['bill.final', 'bill.credited', 'bill.final']);
    expect(webhook).toMatchObject({ kinds: ['bill.final', 'bill.credited'], enabled: true });
    expect(webhook.secret).toMatch(/^whsec_.{44}$/);
    const shown = (await bench.api(`/webhooks/${webhook.id}`)).body;
    expect(Object.keys(shown)).not.toContain('secret');
    const made = await bill();
    await bench.api(`/bills/${made.id}/credit`, { reason: 'goodwill' });
    const [final, credited] = await until(() => receiver.of('/told').length >= 2 && receiver.of('/told'));
    const told = [final!, credited!].map(({ body }) => JSON.parse(body)).sort((a, b) => (a.type < b.type ? 1 : -1));
    expect(told).toMatchObject([
      { type: 'bill.final', data: { billId: made.id, status: 'final', total: '0.36', currency: 'EUR' } },
      { type: 'bill.credited', data: { billId: made.id, status: 'credited' } },
    ]);
    expect(final!.signatures).toEqual([signatureOf(final!, webhook.secret)]);
    expect(Math.abs(final!.timestamp - Date.now() / 1_000)).toBeLessThan(60);
    const facts = await bench.published('bill.changed');
    expect(facts.map(({ id }) => id)).toEqual(expect.arrayContaining([final!.id, credited!.id]));
    expect(await until(async () => (await deliveries(webhook.id, '?status=delivered')).length === 2)).toBe(true);
  });

  it('signs with both secrets while one takes the place of the other', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const { id } = await add('/rotated', ['bill.final'], { secret });
    expect(
      (await bench.api('/webhooks', { url: receiver.url('/'), kinds: ['bill.final'], secret: 'abc' })).status,
    ).toBe(400);
    const next = (await bench.api(`/webhooks/${id}/secret`, { overlapS: 3_600 })).body.secret;
    await bill();
    const [first] = await until(() => receiver.of('/rotated').length > 0 && receiver.of('/rotated'));
    expect(first!.signatures).toEqual([signatureOf(first!, next), signatureOf(first!, secret)]);
    const last = (await bench.api(`/webhooks/${id}/secret`, { overlapS: 0 })).body.secret;
    await bill();
    const [, second] = await until(() => receiver.of('/rotated').length > 1 && receiver.of('/rotated'));
    expect(second!.signatures).toEqual([signatureOf(second!, last)]);
  });

  it('tries again under the same id, gives up, and sends again what a person replays', async () => {
    receiver.answer = (_received, response) => void response.writeHead(503).end('come back');
    const { id } = await add('/failing', ['bill.final']);
    await bill();
    const [dead] = await until(async () => {
      const items = await deliveries(id, '?status=dead');
      return items.length > 0 && items;
    });
    expect(dead).toMatchObject({ status: 'dead', attempts: 4, lastStatus: 503, lastError: 'answered 503: come back' });
    const tries = receiver.of('/failing');
    expect(tries.map((call) => call.id)).toEqual(Array.from({ length: 4 }, () => dead.id));
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);

    receiver.answer = (_received, response) => void response.end();
    expect(await bench.api(`/webhooks/${id}/deliveries/${dead.id}/replay`, {})).toMatchObject({ status: 202 });
    await until(async () => (await deliveries(id, '?status=delivered')).length === 1);
    expect(receiver.of('/failing').at(-1)!.id).toBe(dead.id);
    const all = await bench.api(`/webhooks/${id}/replay`, { from: '2020-01-01T00:00:00Z' });
    expect(all.body).toEqual({ replayed: 1 });
    await until(() => receiver.of('/failing').length === 6);
    expect((await bench.api(`/webhooks/${id}/deliveries/none/replay`, {})).status).toBe(404);
  });

  it('holds nobody up for one that never answers, and has no more under way with it than it may', async () => {
    receiver.answer = ({ path }, response) => void (path === '/quick' && response.end());
    const slow = await add('/slow', ['bill.final']);
    await add('/quick', ['bill.final']);
    for (let n = 0; n < 5; n++) await bill();
    await until(() => receiver.of('/quick').length === 5);
    await until(() => receiver.of('/slow').length >= 2);
    const ids = (await deliveries(slow.id)).map((delivery) => delivery.status);
    expect(ids).toEqual(Array.from({ length: 5 }, () => 'pending'));
    await until(() => receiver.of('/slow').length >= 6);
    expect(receiver.most.get('/slow')).toBe(2);
    const [waiting] = await deliveries(slow.id, '?status=pending');
    const early = await bench.api(`/webhooks/${slow.id}/deliveries/${waiting.id}/replay`, {});
    expect(early).toMatchObject({ status: 409, body: { reason: 'pending' } });
  });

  it('follows no redirect, reads no endless answer, and stops where the receiver is gone', async () => {
    receiver.answer = (_received, response) =>
      void response.writeHead(302, { location: receiver.url('/elsewhere') }).end();
    const moved = await add('/moved', ['bill.final']);
    await bill();
    await until(async () => (await deliveries(moved.id, '?status=dead')).length === 1);
    expect(receiver.of('/elsewhere')).toEqual([]);
    receiver.answer = ({ path }, response) => {
      if (path === '/gone') return void response.writeHead(410).end();
      const pour = (): void =>
        void (!response.destroyed && response.write('x'.repeat(16_384), () => setImmediate(pour)));
      pour();
    };
    const endless = await add('/endless', ['bill.final']);
    const gone = await add('/gone', ['bill.final']);
    await bill();
    await until(async () => (await deliveries(endless.id, '?status=delivered')).length === 1);
    const off = await until(async () => {
      const { body } = await bench.api(`/webhooks/${gone.id}`);
      return !body.enabled && body;
    });
    expect(off.disabledFor).toBe('gone');
    const on = await bench.api(`/webhooks/${gone.id}`, { enabled: true }, 'PATCH');
    expect(on.body).toMatchObject({ enabled: true, disabledFor: null });
  });

  it('sends again under the same id what a stop cut off; two replicas send nothing twice', async () => {
    receiver.answer = () => undefined;
    await add('/cut', ['bill.final']);
    await bill();
    const [first] = await until(() => receiver.of('/cut').length > 0 && receiver.of('/cut'));
    await bench.stop();
    receiver.answer = (_received, response) => void response.end();
    await bench.start();
    await until(() => receiver.of('/cut').length > 1);
    expect(receiver.of('/cut').at(-1)!.id).toBe(first!.id);

    const shared = await add('/shared', ['bill.final']);
    const replica = await bench.replica();
    try {
      for (let n = 0; n < 12; n++) await bill();
      await until(async () => (await deliveries(shared.id, '?status=delivered')).length === 12);
      const ids = receiver.of('/shared').map(({ id }) => id);
      expect(new Set(ids).size).toBe(12);
      expect(ids).toHaveLength(12);
    } finally {
      await replica.close();
    }
  });

  it('sends what a killed process was sending once its lease is over, and not before', async () => {
    const { id } = await add('/killed', ['bill.final']);
    await bench.api(`/webhooks/${id}`, { enabled: false }, 'PATCH');
    await bill();
    const [waiting] = await until(async () => {
      const items = await deliveries(id, '?status=pending');
      return items.length > 0 && items;
    });
    const client = new Client({ connectionString: bench.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `UPDATE billing.webhook_delivery SET leased = true, attempts = 1, claims = 1, next_attempt_at = now() + interval '1 second'
       WHERE webhook_id = $1 RETURNING next_attempt_at`,
      [id],
    );
    await client.end();
    await bench.api(`/webhooks/${id}`, { enabled: true }, 'PATCH');
    const [sent] = await until(() => receiver.of('/killed').length > 0 && receiver.of('/killed'));
    expect(sent!.id).toBe(waiting.id);
    expect(Date.now()).toBeGreaterThanOrEqual(rows[0].next_attempt_at.getTime());
    const [done] = await until(async () => {
      const items = await deliveries(id, '?status=delivered');
      return items.length > 0 && items;
    });
    expect(done.attempts).toBe(2);
  });

  it('names what is wrong with a webhook', async () => {
    const faults = async (body: object): Promise<any> => {
      const answer = await bench.api('/webhooks', { url: 'https://a.example/x', kinds: ['bill.final'], ...body });
      return [answer.status, answer.body.errors.map(({ path }: any) => path)];
    };
    expect(await faults({ url: 'ftp://a.example' })).toEqual([422, ['url']]);
    expect(await faults({ url: 'https://me:secret@a.example' })).toEqual([422, ['url']]);
    expect(await faults({ kinds: ['session.ended'] })).toEqual([400, ['kinds.0']]);
    expect(await faults({ kinds: [] })).toEqual([400, ['kinds']]);
    expect((await bench.api('/webhooks/nothing')).status).toBe(404);
  });
});
