import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import type { Bill } from '../domain/bill';
import { listEntries } from '../store/bill-entry.repository';
import { findBill, listBills } from '../store/bill.repository';
import { creditBill, releaseBill, type BillDesk } from '../use-cases/change-bill';
import { findOpenBill, listOpenBills } from '../use-cases/read-open-bills';
import { correctBill } from '../use-cases/correct-bill';
import { CorrectBillDto, ListBillsDto, WithReasonDto } from './bill.dto';
import { toBillView, toEntryView, type BillView, type EntryView } from './bill-view';
import { BillingContext } from './billing-context';

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);

type BillWithEntries = BillView & { entries: EntryView[] };

@ApiTags('bills')
@Controller('bills')
export class BillsController {
  constructor(private readonly billing: BillingContext) {}

  @Get()
  @ApiOperation({
    summary: 'List bills, newest first',
    description: 'Those of sessions that still run, with what they come to so far, are listed by `status=open` only.',
  })
  async list(@Caller() caller: Caller, @Query() query: ListBillsDto): Promise<Page<BillView>> {
    const { cursor, limit, ...filter } = query;
    const list = filter.status === 'open' ? listOpenBills : listBills;
    const rows = await list(this.billing.dataSource.manager, caller.tenantId, {
      ...filter,
      limit,
      after: fromCursor(cursor, cursorKey),
    });
    return toPage(rows, limit, (bill: Bill) => [bill.createdAt, bill.id], toBillView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a bill with its history' })
  async read(@Caller() caller: Caller, @Param('id') id: string): Promise<BillWithEntries> {
    const { manager } = this.billing.dataSource;
    const bill =
      (await findBill(manager, caller.tenantId, idOf(id))) ?? (await findOpenBill(manager, caller.tenantId, id));
    if (!bill) throw notFound('bill', id);
    return this.withEntries(bill);
  }

  @Post(':id/release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a held bill final as it stands' })
  release(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() body: WithReasonDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<BillWithEntries> {
    return this.change(releaseBill(this.desk(caller, key), idOf(id), body.reason));
  }

  @Post(':id/correct')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Price a bill anew by what was really so',
    description: 'A held bill becomes final; a final one is taken back by a credit note and made anew.',
  })
  correct(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() body: CorrectBillDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<BillWithEntries> {
    return this.change(correctBill(this.desk(caller, key), idOf(id), body));
  }

  @Post(':id/credit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a final bill back by a credit note, or close a held one' })
  credit(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() body: WithReasonDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<BillWithEntries> {
    return this.change(creditBill(this.desk(caller, key), idOf(id), body.reason));
  }

  private desk({ tenantId, actor }: Caller, idempotencyKey: string | undefined): BillDesk {
    const { dataSource, partitions } = this.billing;
    return { dataSource, partitions, tenantId, actor, idempotencyKey };
  }

  private async change(changed: Promise<Bill>): Promise<BillWithEntries> {
    const bill = await changed;
    this.billing.relay.nudge();
    return this.withEntries(bill);
  }

  private async withEntries(bill: Bill): Promise<BillWithEntries> {
    const entries = await listEntries(this.billing.dataSource.manager, bill.tenantId, bill.id);
    return { ...toBillView(bill), entries: entries.map(toEntryView) };
  }
}

function idOf(id: string): string {
  if (!z.guid().safeParse(id).success) throw notFound('bill', id);
  return id;
}
