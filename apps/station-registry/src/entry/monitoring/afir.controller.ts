import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { ReadPublicLocations } from '../../use-cases/monitoring/read-public-locations';
import { AfirDto, AfirPageDto, ListAfirQuery, toAfirView, type AfirView } from './afir.dto';
import { LocationPath } from '../registration/location.dto';

@ApiTags('monitoring')
@Controller()
export class AfirController {
  constructor(private readonly locations: ReadPublicLocations) {}

  @Get('afir')
  @ApiOperation({
    summary: 'Static and dynamic data of all locations, Regulation (EU) 2023/1804 (AFIR) article 20(2)',
    description: 'In order of location id. Stations that are rejected, pending or at no location are left out.',
  })
  @ApiOkResponse({ type: AfirPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() { limit, cursor }: ListAfirQuery): Promise<Page<AfirView>> {
    const page = await this.locations.list(tenantId, { limit, after: fromCursor(cursor, z.string()) });
    return { items: page.items.map(toAfirView), nextCursor: page.nextCursor };
  }

  @Get('locations/:id/afir')
  @ApiOperation({ summary: 'The same of one location' })
  @ApiOkResponse({ type: AfirDto })
  @ApiNotFoundResponse({ description: 'There is no such location.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id }: LocationPath): Promise<AfirView> {
    return toAfirView(await this.locations.get(tenantId, id));
  }
}
