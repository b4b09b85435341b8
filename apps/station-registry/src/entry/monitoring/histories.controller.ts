import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { ReadHistories } from '../../use-cases/monitoring/read-histories';
import {
  ConnectionPageDto,
  ListConnectionsQuery,
  ListStatusHistoryQuery,
  StatusHistoryPageDto,
  toConnectionView,
  toStatusHistoryView,
  type ConnectionView,
  type StatusHistoryView,
} from './history.dto';
import { StationPath } from '../registration/station.dto';

const linkPlace = z.tuple([z.iso.datetime(), z.int()]);
const entryPlace = z.tuple([z.iso.datetime(), z.uuid()]);

@ApiTags('monitoring')
@Controller('stations/:id')
export class HistoriesController {
  constructor(private readonly histories: ReadHistories) {}

  @Get('connections')
  @ApiOperation({
    summary: 'When the station was connected, newest first',
    description: 'Connections of a station never overlap; between two of them it was offline.',
  })
  @ApiOkResponse({ type: ConnectionPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async connections(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor }: ListConnectionsQuery,
  ): Promise<Page<ConnectionView>> {
    const before = fromCursor(cursor, linkPlace);
    const { items, nextCursor } = await this.histories.connections(tenantId, id, { limit, before });
    return { items: items.map(toConnectionView), nextCursor };
  }

  @Get('status-history')
  @ApiOperation({
    summary: 'What the connectors of a station were, newest first',
    description: 'Only changes of status or error; ordered by the time the station told, corrected where implausible.',
  })
  @ApiOkResponse({ type: StatusHistoryPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async statuses(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor, evseId: evse, from, to }: ListStatusHistoryQuery,
  ): Promise<Page<StatusHistoryView>> {
    const before = fromCursor(cursor, entryPlace);
    const { items, nextCursor } = await this.histories.statuses(tenantId, id, { limit, before, evse, from, to });
    return { items: items.map(toStatusHistoryView), nextCursor };
  }
}
