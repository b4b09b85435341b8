import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { RegistryWriter } from '../../store/registry-writer';
import { listMonitoringEvents, listSecurityEvents } from '../../store/monitoring/reported-event.repository';
import { getStation } from '../../store/registration/station.repository';
import {
  MonitoringEventPageDto,
  MonitoringEventsQuery,
  SecurityEventPageDto,
  SecurityEventsQuery,
  StationSecurityEventsQuery,
  toMonitoringEventView,
  toSecurityEventView,
  type MonitoringEventView,
  type SecurityEventView,
} from './reported-event.dto';
import { StationPath } from '../registration/station.dto';

const eventPlace = z.tuple([z.iso.datetime(), z.uuid()]);
const placeOf = ({ at, id }: { at: string; id: string }): [string, string] => [at, id];

@ApiTags('monitoring')
@Controller()
export class ReportedEventsController {
  constructor(private readonly writer: RegistryWriter) {}

  @Get('stations/:id/security-events')
  @ApiOperation({ summary: 'What touched the security of a station, newest first' })
  @ApiOkResponse({ type: SecurityEventPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  securityOfStation(
    @Caller() { tenantId }: Caller,
    @Param() { id: stationId }: StationPath,
    @Query() query: StationSecurityEventsQuery,
  ): Promise<Page<SecurityEventView>> {
    return this.listSecurity(tenantId, { ...query, stationId }, true);
  }

  @Get('security-events')
  @ApiOperation({ summary: 'Security events of all stations, newest first' })
  @ApiOkResponse({ type: SecurityEventPageDto })
  security(@Caller() { tenantId }: Caller, @Query() query: SecurityEventsQuery): Promise<Page<SecurityEventView>> {
    return this.listSecurity(tenantId, query, false);
  }

  @Get('stations/:id/events')
  @ApiOperation({
    summary: 'What the monitors of the device model of a station have seen (2.x NotifyEvent), newest first',
    description: 'What they say of connectors is in the status history.',
  })
  @ApiOkResponse({ type: MonitoringEventPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  monitoring(
    @Caller() { tenantId }: Caller,
    @Param() { id: stationId }: StationPath,
    @Query() { limit, cursor, evseId: evse, ...query }: MonitoringEventsQuery,
  ): Promise<Page<MonitoringEventView>> {
    const page = { limit, before: fromCursor(cursor, eventPlace) };
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      const rows = await listMonitoringEvents(em, tenantId, { ...query, evse, stationId }, page);
      return toPage(rows, limit, placeOf, toMonitoringEventView);
    });
  }

  private listSecurity(
    tenantId: string,
    { limit, cursor, ...filter }: SecurityEventsQuery,
    mustExist: boolean,
  ): Promise<Page<SecurityEventView>> {
    const page = { limit, before: fromCursor(cursor, eventPlace) };
    return this.writer.read(tenantId, async (em) => {
      if (mustExist && filter.stationId !== undefined) await getStation(em, tenantId, filter.stationId);
      const rows = await listSecurityEvents(em, tenantId, filter, page);
      return toPage(rows, limit, placeOf, toSecurityEventView);
    });
  }
}
