import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import type { InvoiceDocument, Payer } from '../domain/invoice';
import { findInvoiceDocument, findInvoiceText, listInvoices, type Invoice } from '../store/invoice.repository';
import { countRunResults, findRun, listRunResults, type InvoiceRunResult } from '../store/invoice-run.repository';
import type { BillDesk } from '../use-cases/change-bill';
import { drawUpStatement, issueInvoice } from '../use-cases/issue-invoice';
import { printInvoice } from '../use-cases/print-invoice';
import { beginInvoiceRun } from '../use-cases/run-invoices';
import { BillingContext } from './billing-context';
import { BillingWorkers } from './billing-workers';
import { ListInvoicesDto, ListResultsDto, NewInvoiceDto, NewRunDto, StatementDto } from './invoice.dto';

type RunView = { id: string; month: string; status: 'running' | 'ended'; createdAt: string; endedAt: string | null };

@ApiTags('invoices')
@Controller()
export class InvoicesController {
  constructor(
    private readonly billing: BillingContext,
    private readonly workers: BillingWorkers,
  ) {}

  @Post('invoices')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Issue the invoice of a customer, or token group, and month',
    description:
      'All bills and credit notes issued before the end of the month that are on no invoice yet. There is one a payer, month and currency: a repeat gives the same one.',
  })
  async issue(@Caller() caller: Caller, @Body() { month, currency, ...who }: NewInvoiceDto): Promise<Invoice> {
    const { invoice } = await issueInvoice(this.desk(caller), { payer: payerOf(who), month, currency });
    this.billing.relay.nudge();
    return invoice;
  }

  @Get('invoices')
  @ApiOperation({ summary: 'List invoices, newest first' })
  async list(
    @Caller() caller: Caller,
    @Query() { limit, cursor, month, ...who }: ListInvoicesDto,
  ): Promise<Page<Invoice>> {
    const payer = who.customerId === undefined && who.tokenGroupId === undefined ? undefined : payerOf(who);
    const after = fromCursor(cursor, z.int());
    const rows = await listInvoices(this.billing.dataSource.manager, caller.tenantId, { payer, month, limit, after });
    return toPage(rows, limit, ({ number }) => number);
  }

  @Post('invoices/runs')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Issue the invoices of a month for everybody',
    description: 'Goes on by itself, also after a restart; `GET /invoices/runs/{id}` tells what became of each payer.',
  })
  async run(@Caller() caller: Caller, @Body() { month }: NewRunDto): Promise<RunView> {
    const run = await beginInvoiceRun(this.desk(caller), month);
    this.workers.invoices.nudge();
    return { ...run, status: run.endedAt === null ? 'running' : 'ended' };
  }

  @Get('invoices/runs/:id')
  @ApiOperation({ summary: 'What became of each payer in a run' })
  async readRun(
    @Caller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query() { limit, cursor }: ListResultsDto,
  ): Promise<RunView & { counts: object; results: Page<Omit<InvoiceRunResult, 'payer'>> }> {
    const { manager } = this.billing.dataSource;
    const run = await findRun(manager, tenantId, idOf('invoice run', id));
    if (!run) throw notFound('invoice run', id);
    const after = fromCursor(cursor, z.tuple([z.string(), z.string(), z.string()]));
    const rows = await listRunResults(manager, tenantId, id, { limit, after });
    const key = ({ payer, currency }: InvoiceRunResult): string[] => [payer.kind, payer.id, currency];
    const results = toPage(rows, limit, key, toResultView);
    const counts = await countRunResults(manager, tenantId, id);
    return { ...run, status: run.endedAt === null ? 'running' : 'ended', counts, results };
  }

  @Get('invoices/:id')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Read an invoice: the same bytes each time' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<string> {
    const text = await findInvoiceText(this.billing.dataSource.manager, tenantId, idOf('invoice', id));
    if (text === undefined) throw notFound('invoice', id);
    return text;
  }

  @Get('invoices/:id/pdf')
  @ApiProduces('application/pdf')
  @ApiOperation({ summary: 'Print an invoice' })
  async print(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<StreamableFile> {
    const document = await findInvoiceDocument(this.billing.dataSource.manager, tenantId, idOf('invoice', id));
    if (!document) throw notFound('invoice', id);
    const disposition = `inline; filename="${document.kind}-${document.number}.pdf"`;
    return new StreamableFile(printInvoice(document), { type: 'application/pdf', disposition });
  }

  @Get('statements')
  @ApiOperation({
    summary: 'What the invoice would say if it were issued now',
    description: 'Nothing is stored; the month need not be over.',
  })
  statement(@Caller() caller: Caller, @Query() { month, currency, ...who }: StatementDto): Promise<InvoiceDocument> {
    return drawUpStatement(this.desk(caller), { payer: payerOf(who), month, currency });
  }

  private desk({ tenantId, actor }: Caller): BillDesk {
    const { dataSource, partitions } = this.billing;
    return { dataSource, partitions, tenantId, actor };
  }
}

const payerOf = (who: { customerId?: string | undefined; tokenGroupId?: string | undefined }): Payer =>
  who.customerId === undefined
    ? { kind: 'token-group', id: who.tokenGroupId ?? '' }
    : { kind: 'customer', id: who.customerId };

function toResultView({ payer, ...result }: InvoiceRunResult) {
  const customerId = payer.kind === 'customer' ? payer.id : null;
  return { customerId, tokenGroupId: customerId === null ? payer.id : null, ...result };
}

function idOf(what: string, id: string): string {
  if (!z.guid().safeParse(id).success) throw notFound(what, id);
  return id;
}
