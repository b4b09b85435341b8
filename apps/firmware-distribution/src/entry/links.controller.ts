import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { FirmwareStore } from '../store/firmware-store';
import { endLink, findLinkById, listLinks } from '../store/link.repository';
import { listUsage, type StationUsage } from '../store/usage.repository';
import { FindLinksQuery, LinkDto, LinkPageDto, toLinkView, UsagePageDto, UsageQuery, type LinkView } from './link.dto';

@ApiTags('firmware')
@Controller('firmware')
export class LinksController {
  constructor(private readonly store: FirmwareStore) {}

  @Get('links')
  @ApiOperation({ summary: 'Links of an image, a station, an attempt or a rollout, newest first' })
  @ApiOkResponse({ type: LinkPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: FindLinksQuery): Promise<Page<LinkView>> {
    const { limit, cursor, ...filter } = query;
    const after = fromCursor(cursor, z.uuid());
    const rows = await this.store.read(tenantId, (em) => listLinks(em, tenantId, filter, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toLinkView);
  }

  @Get('links/:id')
  @ApiOperation({ summary: 'One link, and what went out over it' })
  @ApiOkResponse({ type: LinkDto })
  @ApiNotFoundResponse({ description: 'There is no such link.' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<LinkView> {
    const isId = z.uuid().safeParse(id).success;
    const link = isId ? await this.store.read(tenantId, (em) => findLinkById(em, tenantId, id)) : null;
    if (link === null) throw notFound('download link', id);
    return toLinkView(link);
  }

  @Delete('links/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a link now', description: 'What is being fetched over it is let to its end.' })
  @ApiNotFoundResponse({ description: 'There is no such link.' })
  async end(@Caller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.read(caller, id);
    await this.store.read(caller.tenantId, (em) => endLink(em, caller, id, new Date().toISOString()));
  }

  @Get('downloads')
  @ApiOperation({
    summary: 'How many bytes each station fetched on each day, by station and day',
    description: 'It outlives links and images. `from` and `to` are days of UTC, both included.',
  })
  @ApiOkResponse({ type: UsagePageDto })
  async usage(@Caller() { tenantId }: Caller, @Query() query: UsageQuery): Promise<Page<StationUsage>> {
    const { limit, cursor, ...filter } = query;
    const after = fromCursor(cursor, z.tuple([z.string(), z.iso.date()]));
    const rows = await this.store.read(tenantId, (em) => listUsage(em, tenantId, filter, { limit, after }));
    return toPage(
      rows,
      limit,
      ({ stationId, day }) => [stationId, day],
      (row) => row,
    );
  }
}
