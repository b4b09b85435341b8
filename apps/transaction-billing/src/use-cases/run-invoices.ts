import { inTenant, isOutage, type AdvisoryLocks } from '@chargebus/database';
import { Wake } from '@chargebus/messaging';
import { conflict, Problem, type DataSource, type Logger } from '@chargebus/service-runtime';
import { v7 } from 'uuid';
import { toBillingMonth } from '../domain/billing-month';
import type { Payer } from '../domain/invoice';
import { findSeller } from '../store/customer.repository';
import { findOutstandingPayers } from '../store/invoice-item.repository';
import {
  beginRun,
  endRun,
  findOpenRuns,
  saveRunResult,
  type InvoiceRun,
  type InvoiceRunResult,
} from '../store/invoice-run.repository';
import type { Invoice } from '../store/invoice.repository';
import type { BillDesk } from './change-bill';
import { issueInvoice } from './issue-invoice';

const POLL_MS = 5_000;
const LOCK = 'billing:invoice-runs';
type OpenRun = Awaited<ReturnType<typeof findOpenRuns>>[number];

/** Begins the run of a month for all payers, or finds the one that is going on. @throws Problem 409 `no-seller`, `month-not-over` */
export async function beginInvoiceRun({ dataSource, tenantId, actor }: BillDesk, month: string): Promise<InvoiceRun> {
  const at = new Date().toISOString();
  return inTenant(dataSource, tenantId, async (em) => {
    const seller = await findSeller(em, tenantId);
    if (!seller) throw conflict('no-seller', 'Who issues the invoices is unknown: PUT /seller first.');
    const { until } = toBillingMonth(month, seller.timeZone);
    if (until > at) throw conflict('month-not-over', `${month} ends at ${until}.`);
    return beginRun(em, tenantId, { id: v7(), month, at }, actor);
  });
}

/**
 * Works off invoice runs, in one replica at a time. Each invoice is a transaction of its own and issued once whoever asks, so a run
 * that was cut off goes on where it was: whoever has an invoice by then has nothing outstanding.
 */
export class InvoiceRunner {
  private loop: Promise<void> | undefined;
  private stopping = false;
  private readonly wake = new Wake();

  constructor(
    private readonly dataSource: DataSource,
    private readonly locks: AdvisoryLocks,
    private readonly partitions: number,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Ends after the invoice in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.now();
    await this.loop;
    await this.locks.release(LOCK);
  }

  /** There is a run: need not wait for the poll. */
  nudge(): void {
    this.wake.now();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        if (await this.locks.tryHold(LOCK)) {
          for (const run of await findOpenRuns(this.dataSource.manager)) await this.workOff(run);
        }
      } catch (error) {
        this.logger.warn({ err: error }, 'invoice runs: trying again');
      }
      if (!this.stopping) await this.wake.sleep(POLL_MS);
    }
  }

  private async workOff(run: OpenRun): Promise<void> {
    const { tenantId, id, month } = run;
    const payers = await inTenant(this.dataSource, tenantId, async (em) => {
      const seller = await findSeller(em, tenantId);
      const { until } = toBillingMonth(month, seller?.timeZone ?? 'UTC');
      return (await findOutstandingPayers(em, tenantId, until)).payers;
    });
    for (const { payer, currency } of payers) {
      if (this.stopping) return;
      await this.invoice(run, payer, currency);
    }
    await inTenant(this.dataSource, tenantId, (em) => endRun(em, tenantId, id));
  }

  /** Its result stands with the invoice, in one transaction. @throws the error of an outage: the run goes on later. Any other fails this one payer. */
  private async invoice(run: OpenRun, payer: Payer, currency: string): Promise<void> {
    const { dataSource, partitions } = this;
    const { tenantId, actor, month } = run;
    const save = (em: DataSource['manager'], result: Omit<InvoiceRunResult, 'payer' | 'currency'>): Promise<void> =>
      saveRunResult(em, tenantId, run.id, { payer, currency, ...result });
    const saveAlone = (result: Omit<InvoiceRunResult, 'payer' | 'currency'>): Promise<void> =>
      inTenant(dataSource, tenantId, (em) => save(em, result));
    try {
      const record = (em: DataSource['manager'], { id: invoiceId }: Invoice): Promise<void> =>
        save(em, { outcome: 'issued', invoiceId, detail: null });
      const request = { payer, month, currency };
      const { invoice, made } = await issueInvoice({ dataSource, partitions, tenantId, actor }, request, { record });
      if (!made) await saveAlone({ outcome: 'existing', invoiceId: invoice.id, detail: null });
    } catch (error) {
      if (isOutage(error)) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      const nothing = error instanceof Problem && error.reason === 'nothing-to-invoice';
      await saveAlone({ outcome: nothing ? 'nothing' : 'failed', invoiceId: null, detail });
    }
  }
}
