import { openDatabase } from '@chargebus/database';
import { testDatabase } from '@chargebus/embedded-infra';
import { v7 } from 'uuid';
import { billingService } from './index';
import type { Bill } from './domain/bill';
import { decideCorrectionBy, decideCredit, type BillChange } from './domain/change-bill';
import type { Payer } from './domain/invoice';
import { Decimal } from './domain/money';
import type { Price, PriceLine } from './domain/price';
import { toPrice } from './domain/price-lines';
import { saveSeller } from './store/customer.repository';
import { findInvoiceDocument, listInvoices } from './store/invoice.repository';
import { BillingWorkspace } from './store/billing-workspace';
import { issueInvoice } from './use-cases/issue-invoice';
import { putCustomer } from './use-cases/put-customer';

/** mulberry32: the same run for the same seed. */
function randomOf(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

describe('all invoices of random months together', () => {
  const tenantId = 'default';
  const actor = { type: 'user' as const, id: 'spec' };
  const now = '2099-01-01T00:00:00.000Z';
  const payers: Payer[] = [
    { kind: 'customer', id: 'a' },
    { kind: 'customer', id: 'b' },
    { kind: 'token-group', id: 'g2' },
  ];
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let dataSource: Awaited<ReturnType<typeof openDatabase>>;

  beforeEach(async () => {
    database = await testDatabase();
    dataSource = await openDatabase({ ...billingService.database!, url: database.url, applicationName: 'spec' });
    const nothing = { address: null, email: null, vatId: null };
    const since = '2026-01-01T00:00:00.000Z';
    const by = { tenantId, actor };
    await putCustomer(dataSource, by, 'a', { name: 'A', ...nothing, tokens: ['T1'], tokenGroupIds: ['g1'], since });
    await putCustomer(dataSource, by, 'b', { name: 'B', ...nothing, tokens: ['T2'], tokenGroupIds: [], since });
    const seller = { name: 'S', address: 'x', vatId: null, email: null, footer: null, timeZone: 'America/New_York' };
    await saveSeller(dataSource.manager, tenantId, seller, actor);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it.each([1, 2, 3])(
    'hold each final entry exactly once and come to what the bills come to (seed %d)',
    async (seed) => {
      const random = randomOf(seed);
      const time = (): string => new Date(Date.UTC(2026, random(6), 1 + random(28), random(24))).toISOString();
      const price = (): Price => {
        const line = (): PriceLine => ({
          ...{ kind: 'energy', quantity: '1', unit: 'kWh', unitPrice: '1', vatPercent: ['0', '7', '19'][random(3)]! },
          amount: new Decimal(random(5_000)).dividedBy(100).toFixed(2),
        });
        return toPrice([line(), line(), line()].slice(random(3)), 'EUR');
      };
      const save = async (bill: Bill, entries: (BillChange & { ok: true })['entries'], token?: object): Promise<Bill> =>
        dataSource.transaction(async (em) => {
          if (token) {
            const fact = { data: { session: { ...token, startedAt: bill.createdAt } } };
            await em.query(`INSERT INTO session_input VALUES ($1, $2, $2, 'session.ended', $3, $4, 1, 0)`, [
              ...[tenantId, bill.sessionId, bill.createdAt, JSON.stringify(fact)],
            ]);
          }
          const workspace = await BillingWorkspace.open(em, [bill], [bill]);
          workspace.putBill(bill, entries);
          await workspace.write(actor);
          return workspace.bill(bill) as Bill;
        });
      const make = async (): Promise<Bill> => {
        const [at, made] = [time(), price()];
        const id = v7();
        const token = { token: ['t1', 'T2', 'T3', 'T4'][random(4)], tokenGroupId: [null, 'g1', 'g2'][random(3)] };
        const bill: Bill = {
          ...{ tenantId, id, sessionId: `s-${id}`, stationId: 'CP', status: 'final', heldFor: null, number: null },
          ...{ tariff: null, price: made, difference: null, sessionEndedAt: at, createdAt: at, entries: 0 },
        };
        const entry = {
          kind: 'final' as const,
          numbered: true,
          number: null,
          heldFor: null,
          tariff: null,
          price: made,
        };
        return save(bill, [{ ...entry, reason: null, at, actor }], token);
      };

      const bills: Bill[] = [];
      const desk = { dataSource, partitions: 2, tenantId, actor };
      const invoice = async (payer: Payer, month: string): Promise<unknown> =>
        issueInvoice(desk, { payer, month }, { now }).catch((error: { reason?: string; status?: number }) => {
          if (error.reason !== 'nothing-to-invoice' && error.status !== 404) throw error;
        });
      for (let step = 0; step < 160; step++) {
        const what = random(10);
        const [index, known] = [random(bills.length || 1), bills.length > 0];
        if (what < 6 || !known) bills.push(await make());
        else if (what < 8) {
          const bill = bills[index]!;
          const by = { actor, at: time(), reason: 'spec' };
          const right = { price: price(), tariff: { id: v7(), version: 1 } };
          const change = what === 6 ? decideCredit(bill, by) : decideCorrectionBy(bill, by, right);
          if (change.ok) bills[index] = await save(change.bill, change.entries);
        } else {
          const [payer, month] = [payers[random(3)]!, `2026-0${1 + random(6)}`];
          await Promise.all([invoice(payer, month), invoice(payer, month)]);
        }
      }
      for (const payer of payers) await invoice(payer, '2026-07');

      const listed = await listInvoices(dataSource.manager, tenantId, {
        ...{ payer: undefined, month: undefined, limit: 500, after: undefined },
      });
      expect(listed.map(({ number }) => number)).toEqual(listed.map((_, n) => listed.length - n));
      const documents = await Promise.all(
        listed.map(({ id }) => findInvoiceDocument(dataSource.manager, tenantId, id)),
      );
      const invoiced = documents.flatMap((document) => document?.entries ?? []);
      const entries: { number: number; total: string; nobody: boolean }[] = await dataSource.query(
        `SELECT e.number, e.price->>'total' AS total, i.token IN ('T3', 'T4') AND i.token_group_id IS NULL AS nobody
       FROM bill_entry e JOIN invoice_item i USING (tenant_id, bill_id, seq) ORDER BY e.number`,
      );
      const payable = entries.filter(({ nobody }) => !nobody);
      expect(payable.length).toBeGreaterThan(50);
      expect(invoiced.map(({ billNumber }) => billNumber).sort((a, b) => a - b)).toEqual(
        payable.map(({ number }) => number),
      );
      const sum = (amounts: string[]): string =>
        amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed(2);
      expect(sum(listed.map(({ total }) => total))).toBe(sum(payable.map(({ total }) => total)));
      for (const document of documents) {
        const { vatSummary = [], net = '', vat = '', total = '' } = document ?? {};
        expect(sum(vatSummary.map((rate) => rate.net))).toBe(net);
        expect(sum(vatSummary.map((rate) => rate.vat))).toBe(vat);
        expect(sum([net, vat])).toBe(total);
      }
    },
  );
});
