import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { listStationCosts, type ComparedCost } from '../store/station-cost.repository';
import { BillingContext } from './billing-context';
import { ListStationCostsDto } from './station-cost.dto';

const cursorKey = z.tuple([z.iso.datetime(), z.string()]);
type StationCostView = Omit<ComparedCost, 'key'> & { sessionId: string };

@ApiTags('bills')
@Controller('station-costs')
export class StationCostsController {
  constructor(private readonly billing: BillingContext) {}

  @Get()
  @ApiOperation({
    summary: 'List what stations that price by themselves (OCPP 2.1) say sessions cost, newest first',
    description:
      'Beside our price of the ended session; `differs=true` lists what is not the same. No bill changes by it.',
  })
  async list(@Caller() caller: Caller, @Query() query: ListStationCostsDto): Promise<Page<StationCostView>> {
    const { cursor, limit, ...filter } = query;
    const after = fromCursor(cursor, cursorKey);
    const rows = await listStationCosts(this.billing.dataSource.manager, caller.tenantId, { ...filter, limit, after });
    return toPage(rows, limit, ({ reportedAt, key }) => [reportedAt, key.sessionId], toView);
  }
}

function toView({
  key,
  stationId,
  reportedAt,
  verdict,
  difference,
  told,
  ours,
  details,
}: ComparedCost): StationCostView {
  return { sessionId: key.sessionId, stationId, reportedAt, verdict, difference, told, ours, details };
}
