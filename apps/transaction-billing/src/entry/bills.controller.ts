import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, listQuery, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { findBill, listBills, type Bill } from '../store/bill.repository';
import { BillingContext } from './billing-context';
import { toBillView, type BillView } from './bill-view';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
class ListBillsDto extends createZodDto(
  z.strictObject({
    ...listQuery,
    sessionId: z.string().optional(),
    status: z.enum(['open', 'held', 'final', 'credited']).optional(),
    from: instant.optional().describe('Made at or after; UTC or with an offset.'),
    to: instant.optional().describe('Made before.'),
  }),
) {}

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);

@ApiTags('bills')
@Controller('bills')
export class BillsController {
  constructor(private readonly billing: BillingContext) {}

  @Get()
  @ApiOperation({ summary: 'List bills, newest first' })
  async list(@Caller() caller: Caller, @Query() query: ListBillsDto): Promise<Page<BillView>> {
    const { cursor, limit, ...filter } = query;
    const rows = await listBills(this.billing.dataSource.manager, caller.tenantId, {
      ...filter,
      limit,
      after: fromCursor(cursor, cursorKey),
    });
    return toPage(rows, limit, (bill: Bill) => [bill.createdAt, bill.id], toBillView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a bill' })
  async read(@Caller() caller: Caller, @Param('id') id: string): Promise<BillView> {
    const isId = z.uuid().safeParse(id).success;
    const bill = isId ? await findBill(this.billing.dataSource.manager, caller.tenantId, id) : undefined;
    if (!bill) throw notFound('bill', id);
    return toBillView(bill);
  }
}
