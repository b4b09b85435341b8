import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { activityOf } from '../domain/usage';
import { changeTariff, createTariff } from '../use-cases/create-tariff';
import { deleteTariff } from '../use-cases/delete-tariff';
import { previewPrice, type Preview } from '../use-cases/preview-price';
import { findTariff, listTariffs, type StoredTariff } from '../store/tariff.repository';
import { BillingContext } from './billing-context';
import { PreviewDto } from './preview.dto';
import { DeleteTariffDto, ListTariffsDto, NewTariffDto, ReadTariffDto } from './tariff.dto';

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);
const isId = (id: string): boolean => z.uuid().safeParse(id).success;

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

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Price a hypothetical session',
    description: 'By the function that prices real ones. Nothing is stored.',
  })
  preview(@Caller() caller: Caller, @Body() body: PreviewDto): Promise<Preview> {
    const { startedAt, endedAt: until, points, states, energyWh, ...which } = body;
    const activities = states.map(({ at, status }) => ({ at, activity: activityOf[status] }));
    const course = { startedAt, until, points, activities, energyWh: energyWh ?? points.at(-1)?.energyWh ?? 0 };
    return previewPrice(this.billing.dataSource.manager, caller.tenantId, { ...which, course });
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a tariff',
    description:
      'Makes its next version, which sessions get that start from now on; those that run keep theirs. Assignments are replaced.',
  })
  async change(@Caller() caller: Caller, @Param('id') id: string, @Body() body: NewTariffDto): Promise<StoredTariff> {
    if (!isId(id)) throw notFound('tariff', id);
    const { dataSource, partitions, relay } = this.billing;
    const changed = await changeTariff(dataSource, partitions, caller, { ...body, id });
    relay.nudge();
    return changed;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a tariff',
    description:
      'Sessions that start from now on do not get it; those that run keep theirs. Refused for the only default.',
  })
  async delete(@Caller() caller: Caller, @Param('id') id: string, @Query() query: DeleteTariffDto): Promise<void> {
    if (!isId(id)) throw notFound('tariff', id);
    const { dataSource, partitions, relay } = this.billing;
    await deleteTariff(dataSource, partitions, caller, { id, leaveNoDefault: query.leaveNoDefault === 'true' });
    relay.nudge();
  }

  @Get()
  @ApiOperation({ summary: 'List tariffs, newest first' })
  async list(@Caller() caller: Caller, @Query() query: ListTariffsDto): Promise<Page<StoredTariff>> {
    const after = fromCursor(query.cursor, cursorKey);
    const rows = await listTariffs(this.billing.dataSource.manager, caller.tenantId, { limit: query.limit, after });
    return toPage(rows, query.limit, (tariff) => [tariff.createdAt, tariff.id]);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a version of a tariff, the newest unless told' })
  async read(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Query() { version }: ReadTariffDto,
  ): Promise<StoredTariff> {
    const { manager } = this.billing.dataSource;
    const tariff = isId(id) ? await findTariff(manager, caller.tenantId, id, version) : undefined;
    if (!tariff) throw notFound('tariff', version === undefined ? id : `${id} version ${version}`);
    return tariff;
  }
}
