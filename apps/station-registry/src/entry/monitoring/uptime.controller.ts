import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { monthOf } from '../../domain/monitoring/uptime';
import { ExcludeOutage } from '../../use-cases/monitoring/exclude-outage';
import { ReadUptime } from '../../use-cases/monitoring/read-uptime';
import { StationPath } from '../registration/station.dto';
import {
  AddExclusionBody,
  ExclusionDto,
  ExclusionPageDto,
  ExclusionPath,
  FleetUptimePageDto,
  FleetUptimeQuery,
  ListExclusionsQuery,
  StationUptimeDto,
  StationUptimeQuery,
  toExclusionView,
  toFleetUptimeViews,
  toPortUptimeView,
  toUptimeCsv,
  type ExclusionView,
  type FleetUptimeView,
} from './uptime.dto';

@ApiTags('monitoring')
@Controller()
export class UptimeController {
  constructor(
    private readonly uptime: ReadUptime,
    private readonly exclusions: ExcludeOutage,
  ) {}

  @Get('stations/:id/uptime')
  @ApiOperation({
    summary: 'Uptime of a station by EVSE and month, 23 CFR 680.116(b)',
    description:
      'An EVSE is down while its station is not connected, or while the station or all connectors of the EVSE are unavailable or faulted. Months are of UTC.',
  })
  @ApiOkResponse({ type: StationUptimeDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async ofStation(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { months }: StationUptimeQuery,
  ): Promise<StationUptimeDto> {
    return { evses: (await this.uptime.ofStation(tenantId, id, months)).map(toPortUptimeView) };
  }

  @Get('uptime')
  @ApiOperation({ summary: 'Uptime of all EVSEs in one month, by pages of stations; also as CSV' })
  @ApiOkResponse({ type: FleetUptimePageDto })
  async ofFleet(
    @Caller() { tenantId }: Caller,
    @Query() { limit, cursor, locationId, month, format }: FleetUptimeQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FleetUptimeView> | string> {
    const wanted = month === undefined ? monthOf(Date.now(), 1) : monthOf(Date.parse(`${month}-01T00:00:00Z`));
    const after = fromCursor(cursor, z.string());
    const page = await this.uptime.ofFleet(tenantId, { month: wanted, locationId }, { limit, after });
    const items = page.items.flatMap(toFleetUptimeViews);
    if (format === 'json') return { items, nextCursor: page.nextCursor };
    void reply.header('content-type', 'text/csv; charset=utf-8');
    if (page.nextCursor !== null) void reply.header('x-next-cursor', page.nextCursor);
    return toUptimeCsv(items);
  }

  @Post('stations/:id/outage-exclusions')
  @ApiOperation({
    summary: 'Say that outages within a time do not count, and why',
    description: 'Only outage minutes are excluded, each once, however many exclusions hold it.',
  })
  @ApiCreatedResponse({ type: ExclusionDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  @ApiUnprocessableEntityResponse({ description: 'The times are none, or the station has no such EVSE.' })
  async exclude(
    @Caller() caller: Caller,
    @Param() { id }: StationPath,
    @Body() body: AddExclusionBody,
  ): Promise<ExclusionView> {
    return toExclusionView(await this.exclusions.add(caller, id, body));
  }

  @Get('stations/:id/outage-exclusions')
  @ApiOperation({ summary: 'The exclusions of a station, newest first' })
  @ApiOkResponse({ type: ExclusionPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async list(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor }: ListExclusionsQuery,
  ): Promise<Page<ExclusionView>> {
    const page = await this.exclusions.list(tenantId, id, { limit, before: fromCursor(cursor, z.uuid()) });
    return { items: page.items.map(toExclusionView), nextCursor: page.nextCursor };
  }

  @Delete('stations/:id/outage-exclusions/:exclusionId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take an exclusion back',
    description: 'Who entered it and who took it back stays on record.',
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'There is no such station, or it has no such exclusion.' })
  async remove(@Caller() caller: Caller, @Param() { id, exclusionId }: ExclusionPath): Promise<void> {
    await this.exclusions.remove(caller, id, exclusionId);
  }
}
