import { openDatabase } from '@chargebus/database';
import { billingService } from './index';
import { BillingBench, ended, energyTariff } from './testing/billing-bench';
import { issueInvoice } from './use-cases/issue-invoice';

describe('invoices', () => {
  let bench: BillingBench;
  let dataSource: Awaited<ReturnType<typeof openDatabase>>;
  const actor = { type: 'user' as const, id: 'spec' };
  const invoice = (body: object): Promise<any> => bench.api('/invoices', body);
  const bill = async (id: string, at: string, token: string, more: object = {}): Promise<any> => {
    bench.tellTime = () => at;
    const startedAt = new Date(Date.parse(at) - 3_600_000).toISOString();
    await bench.finished(ended(id, 10_000, { token, startedAt, endedAt: at, ...more }));
    return bench.billOf(id);
  };

  beforeAll(async () => {
    bench = await BillingBench.open();
    dataSource = await openDatabase({ ...billingService.database!, url: bench.databaseUrl, applicationName: 'spec' });
    bench.tellTime = () => '2020-01-01T00:00:00.000Z';
    await bench.api('/tariffs', energyTariff('0.30', { default: true }));
    await dataSource.query(`UPDATE tariff SET created_at = '2020-01-01'`);
    await dataSource.query(`UPDATE tariff_assignment SET assigned_at = '2020-01-01'`);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await bench?.close();
  });

  it('names what is missing, and who owns a token already', async () => {
    const acme = { name: 'Łódź Ładowanie', tokens: ['acme-1'], tokenGroupIds: ['acme'], since: '2026-01-01T00:00:00Z' };
    expect(await bench.api('/customers/acme', acme, 'PUT')).toMatchObject({
      status: 200,
      body: { id: 'acme', tokens: ['ACME-1'], tokenGroupIds: ['acme'] },
    });
    const other = await bench.api('/customers/other', { name: 'Other', tokens: ['Acme-1'] }, 'PUT');
    expect(other).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'tokens', message: expect.stringMatching(/belongs to customer acme/) }] },
    });
    await bill('first', '2026-09-10T12:00:00.000Z', 'acme-1');
    const refusals = [
      await invoice({ customerId: 'nobody', month: '2026-09' }),
      await invoice({ customerId: 'acme', month: '2026-13' }),
      await invoice({ customerId: 'acme', tokenGroupId: 'acme', month: '2026-09' }),
      await invoice({ customerId: 'acme', month: '2026-09' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([404, 400, 400, 409]);
    expect(refusals[3].body.reason).toBe('no-seller');
    const seller = { name: 'Strom AG', address: 'Weg 1, Wien', timeZone: 'Europe/Vienna', vatId: 'ATU1' };
    expect((await bench.api('/seller', { ...seller, timeZone: 'Mars/Base' }, 'PUT')).body.errors[0].path).toBe(
      'timeZone',
    );
    expect((await bench.api('/seller', seller, 'PUT')).status).toBe(200);
    const early = await invoice({ customerId: 'acme', month: '2099-01' });
    expect(early).toMatchObject({ status: 409, body: { reason: 'month-not-over' } });
  });

  it('issues one invoice a customer and month, whoever asks how often, and never changes it', async () => {
    await bill('of-group', '2026-09-20T12:00:00.000Z', 'acme-2', { tokenGroupId: 'acme' });
    // 00:30 on October 1st in Vienna.
    await bill('in-october', '2026-09-30T22:30:00.000Z', 'ACME-1');
    await bill('of-others', '2026-09-20T12:00:00.000Z', 'x', { tokenGroupId: 'guests' });
    const preview = await bench.api('/statements?customerId=acme&month=2026-09');
    expect(preview.body).toMatchObject({ kind: 'statement', number: null, total: '7.20', net: '6.00', vat: '1.20' });
    const answers = await Promise.all([1, 2, 3].map(() => invoice({ customerId: 'acme', month: '2026-09' })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id} ${body.number}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { number: 1, kind: 'invoice', total: '7.20' } });

    const read = async (): Promise<string> => (await bench.raw(`/invoices/${answers[0].body.id}`)).text();
    const text = await read();
    // 10 kWh x 0.30 and 20 % twice.
    expect(JSON.parse(text)).toMatchObject({
      month: { from: '2026-08-31T22:00:00.000Z', until: '2026-09-30T22:00:00.000Z' },
      recipient: { customerId: 'acme', name: 'Łódź Ładowanie' },
      entries: [{ sessionId: 'first' }, { sessionId: 'of-group' }],
      vatSummary: [{ vatPercent: '20', net: '6.00', vat: '1.20', total: '7.20' }],
    });
    await bench.api('/customers/acme', { name: 'Renamed', tokens: ['ACME-1'], tokenGroupIds: ['acme'] }, 'PUT');
    expect(await read()).toBe(text);
    await expect(dataSource.query(`UPDATE invoice SET total = '0'`)).rejects.toThrow('never change');
    await expect(
      dataSource.query('UPDATE invoice_item SET invoice_id = NULL WHERE invoice_id IS NOT NULL'),
    ).rejects.toThrow('stays on its invoice');
    const issued = (await bench.api('/invoices?customerId=acme&month=2026-09')).body.items;
    expect(issued).toEqual([answers[0].body]);
  });

  it('prints an invoice as the same PDF each time', async () => {
    const [{ id }] = (await bench.api('/invoices?customerId=acme')).body.items;
    const print = async (): Promise<Buffer> =>
      Buffer.from(await (await bench.raw(`/invoices/${id}/pdf`)).arrayBuffer());
    const [first, second] = [await print(), await print()];
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.subarray(-6).toString().trim()).toBe('%%EOF');
    expect(first.equals(second)).toBe(true);
    expect((await bench.raw('/invoices/00000000-0000-7000-8000-000000000000/pdf')).status).toBe(404);
  });

  it('puts what comes after onto the next invoice: late bills, and corrections as credit notes', async () => {
    await bill('late', '2026-09-11T12:00:00.000Z', 'ACME-1');
    const october = (await invoice({ customerId: 'acme', month: '2026-10' })).body;
    const entries = JSON.parse(await (await bench.raw(`/invoices/${october.id}`)).text()).entries;
    expect(entries.map(({ sessionId }: any) => sessionId)).toEqual(['in-october', 'late']);
    expect((await invoice({ customerId: 'acme', month: '2026-09' })).body.number).toBe(1);

    const first = await bench.billOf('first');
    await bench.api(`/bills/${first.id}/credit`, { reason: 'goodwill' });
    const month = new Date().toISOString().slice(0, 7);
    const statement = (await bench.api(`/statements?customerId=acme&month=${month}`)).body;
    const credits = { billNumber: first.number, invoiceNumber: 1 };
    expect(statement.entries).toMatchObject([{ kind: 'credit-note', credits, reason: 'goodwill', total: '-3.60' }]);
    const { invoice: note } = await issueInvoice(
      { dataSource, partitions: 2, tenantId: 'default', actor },
      { payer: { kind: 'customer', id: 'acme' }, month },
      { now: '2099-01-01T00:00:00.000Z' },
    );
    expect(note).toMatchObject({ kind: 'credit-note', number: 3, net: '-3.00', vat: '-0.60', total: '-3.60' });
  });

  it('asks for the currency where bills are in several, and issues one invoice for each', async () => {
    await bench.api('/tariffs', { ...energyTariff('1.00', { stationId: 'CP-CHF' }), currency: 'CHF' });
    await dataSource.query(`UPDATE tariff SET created_at = '2020-01-01'`);
    await dataSource.query(`UPDATE tariff_assignment SET assigned_at = '2020-01-01'`);
    await bench.api('/customers/both', { name: 'Both', tokens: ['BOTH'], since: '2026-01-01T00:00:00Z' }, 'PUT');
    await bill('in-eur', '2026-08-10T12:00:00.000Z', 'BOTH');
    await bill('in-chf', '2026-08-10T12:00:00.000Z', 'BOTH', { stationId: 'CP-CHF' });
    const unnamed = await invoice({ customerId: 'both', month: '2026-08' });
    expect(unnamed).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'currency', message: expect.stringMatching(/CHF and EUR/) }] },
    });
    const chf = await invoice({ customerId: 'both', month: '2026-08', currency: 'CHF' });
    expect(chf.body).toMatchObject({ currency: 'CHF', total: '12.00' });
    const none = await invoice({ customerId: 'both', month: '2026-08', currency: 'USD' });
    expect(none).toMatchObject({ status: 409, body: { reason: 'nothing-to-invoice' } });
  });

  it('runs a month for everybody, tells what became of each, and numbers without a gap', async () => {
    await bill('nobody', '2026-09-12T12:00:00.000Z', 'stranger');
    const begun = await bench.api('/invoices/runs', { month: '2026-09' });
    expect(begun).toMatchObject({ status: 202, body: { month: '2026-09', status: 'running' } });
    const run = await endOf(begun.body.id);
    expect(run.results.items).toMatchObject([
      { customerId: 'both', currency: 'EUR', outcome: 'issued' },
      { tokenGroupId: 'guests', currency: 'EUR', outcome: 'issued' },
    ]);
    const again = await endOf((await bench.api('/invoices/runs', { month: '2026-09' })).body.id);
    expect(again.results.items).toEqual([]);
    const numbers = (await bench.api('/invoices?limit=100')).body.items.map(({ number }: any) => number);
    expect(numbers).toEqual(numbers.map((_: number, n: number) => numbers.length - n));
    const facts = await bench.published('invoice.issued');
    expect(facts.map(({ data }) => data.number).sort()).toEqual([...numbers].sort());
  });

  it('refuses to invoice a month that is not over in a run, and forgets no deleted customer', async () => {
    expect((await bench.api('/invoices/runs', { month: '2099-01' })).body.reason).toBe('month-not-over');
    await bench.api('/customers/gone', { name: 'Gone', tokens: ['GONE'], since: '2026-01-01T00:00:00Z' }, 'PUT');
    await bill('of-gone', '2026-10-12T12:00:00.000Z', 'gone');
    expect((await bench.api('/customers/gone', undefined, 'DELETE')).status).toBe(204);
    expect((await bench.api('/customers/gone')).status).toBe(404);
    expect((await invoice({ customerId: 'gone', month: '2026-10' })).body).toMatchObject({ total: '3.60' });
    const again = await bench.api('/customers/gone', { name: 'Gone' }, 'PUT');
    expect(again).toMatchObject({ status: 422, body: { errors: [{ path: 'id' }] } });
  });

  async function endOf(id: string): Promise<any> {
    for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
      const { body } = await bench.api(`/invoices/runs/${id}`);
      if (body.status === 'ended') return body;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`run ${id} did not end in time`);
  }
});
