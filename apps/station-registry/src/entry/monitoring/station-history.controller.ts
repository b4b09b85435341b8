import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { listBoots, listChanges } from '../../store/monitoring/read-history.repository';
import { RegistryWriter } from '../../store/registry-writer';
import { findStation } from '../../store/registration/station.repository';
import {
  BootPageDto,
  ChangePageDto,
  ListBootsQuery,
  ListChangesQuery,
  toBootRecordView,
  type BootRecordView,
  type ChangeView,
} from './station-history.dto';
import { StationPath } from '../registration/station.dto';

/** Histories outlive their station: who deleted it is in one of them. */
@ApiTags('stations')
@Controller('stations/:id')
export class StationHistoryController {
  constructor(private readonly writer: RegistryWriter) {}

  @Get('boots')
  @ApiOperation({
    summary: 'All boots of a station, newest first',
    description:
      'What it said it was each time, how it was answered, and where its firmware had changed. Also of a deleted station.',
  })
  @ApiOkResponse({ type: BootPageDto })
  @ApiNotFoundResponse({ description: 'There is and was no such station.' })
  async boots(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor, firmwareChanged = false }: ListBootsQuery,
  ): Promise<Page<BootRecordView>> {
    const before = fromCursor(cursor, z.object({ at: z.iso.datetime(), id: z.uuid() }));
    const rows = await this.read(tenantId, id, (em) => listBoots(em, tenantId, id, { limit, before, firmwareChanged }));
    return toPage(rows, limit, ({ at, id: boot }) => ({ at, id: boot }), toBootRecordView);
  }

  @Get('changes')
  @ApiOperation({
    summary: 'Who changed what of a station and its EVSEs, and when: newest first',
    description: 'Passwords are never in it. Also of a deleted station.',
  })
  @ApiOkResponse({ type: ChangePageDto })
  @ApiNotFoundResponse({ description: 'There is and was no such station.' })
  async changes(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor }: ListChangesQuery,
  ): Promise<Page<ChangeView>> {
    const before = fromCursor(cursor, z.uuid());
    const rows = await this.read(tenantId, id, (em) => listChanges(em, tenantId, id, { limit, before }));
    return toPage(rows, limit, ({ id: change }) => change);
  }

  private read<T>(tenantId: string, id: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.writer.read(tenantId, async (em) => {
      if ((await findStation(em, tenantId, id)) === null) throw notFound('station', id);
      return work(em);
    });
  }
}
