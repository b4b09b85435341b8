import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { createTariff } from '../use-cases/create-tariff';
import { findTariff, listTariffs, type StoredTariff } from '../store/tariff.repository';
import { BillingContext } from './billing-context';
import { ListTariffsDto, NewTariffDto } from './tariff.dto';

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);

@ApiTags('tariffs')
@Controller('tariffs')
export class TariffsController {
  constructor(private readonly billing: BillingContext) {}

  @Post()
  @ApiOperation({
    summary: 'Create a tariff',
    description:
      'OCPI 2.2.1 in camelCase; prices without VAT, per kWh or hour. A session keeps the tariff it started under.',
  })
  async create(@Caller() caller: Caller, @Body() body: NewTariffDto): Promise<StoredTariff> {
    const created = await createTariff(this.billing.dataSource, this.billing.partitions, caller, body);
    this.billing.relay.nudge();
    return created;
  }

  @Get()
  @ApiOperation({ summary: 'List tariffs, newest first' })
  async list(@Caller() caller: Caller, @Query() query: ListTariffsDto): Promise<Page<StoredTariff>> {
    const after = fromCursor(query.cursor, cursorKey);
    const rows = await listTariffs(this.billing.dataSource.manager, caller.tenantId, { limit: query.limit, after });
    return toPage(rows, query.limit, (tariff) => [tariff.createdAt, tariff.id]);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read the newest version of a tariff' })
  async read(@Caller() caller: Caller, @Param('id') id: string): Promise<StoredTariff> {
    const isId = z.uuid().safeParse(id).success;
    const tariff = isId ? await findTariff(this.billing.dataSource.manager, caller.tenantId, id) : undefined;
    if (!tariff) throw notFound('tariff', id);
    return tariff;
  }
}
