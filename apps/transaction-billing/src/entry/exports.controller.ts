import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Caller } from '@chargebus/service-runtime';
import { exportCsv } from '../use-cases/export-bills';
import { exportCdrs } from '../use-cases/export-cdrs';
import { ExportBillsDto } from './bill.dto';
import { BillingContext } from './billing-context';
import { BillingWorkers } from './billing-workers';

@ApiTags('bills')
@Controller('bills')
export class ExportsController {
  constructor(
    private readonly billing: BillingContext,
    private readonly workers: BillingWorkers,
  ) {}

  @Get('export.csv')
  @ApiProduces('text/csv')
  @ApiOperation({
    summary: 'All bills as CSV, oldest first',
    description: 'RFC 4180, as of one moment. An export that cannot be read to its end is cut off, never ended early.',
  })
  async csv(@Caller() { tenantId }: Caller, @Query() filter: ExportBillsDto): Promise<StreamableFile> {
    const stream = await exportCsv(this.billing.dataSource, tenantId, filter);
    return new StreamableFile(stream, {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="bills.csv"',
    });
  }

  @Get('export/cdrs')
  @ApiProduces('application/json')
  @ApiOperation({
    summary: 'All final bills and credit notes as OCPI 2.2.1 CDRs, in one array',
    description:
      'Field names as OCPI spells them. What is not known and OCPI wants is `#NA` or the like, named in `remark`.',
  })
  async cdrs(@Caller() { tenantId }: Caller, @Query() filter: ExportBillsDto): Promise<StreamableFile> {
    const stream = await exportCdrs(this.billing.dataSource, tenantId, filter, this.workers.findPlaces);
    return new StreamableFile(stream, { type: 'application/json; charset=utf-8' });
  }
}
