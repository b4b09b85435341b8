import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, conflict, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FirmwareStore } from '../store/firmware-store';
import { findImage } from '../store/image.repository';
import { listLinks } from '../store/link.repository';
import { MakeLink } from '../use-cases/make-link';
import {
  LinkAddress,
  LinkPageDto,
  ListLinksQuery,
  MadeLinkDto,
  MakeLinkDto,
  toLinkView,
  type LinkView,
  type MadeLinkView,
} from './link.dto';

@ApiTags('firmware')
@Controller('firmware/images/:id/links')
export class ImageLinksController {
  constructor(
    private readonly makeLink: MakeLink,
    private readonly address: LinkAddress,
    private readonly store: FirmwareStore,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Make a link by which one station may fetch the image for a while' })
  @ApiCreatedResponse({ type: MadeLinkDto })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  @ApiConflictResponse({ description: '`reason`: retired.' })
  async make(
    @Caller() caller: Caller,
    @Param('id') imageId: string,
    @Body() body: MakeLinkDto,
    @Req() request: FastifyRequest,
  ): Promise<MadeLinkView> {
    if (!z.uuid().safeParse(imageId).success) throw notFound('image', imageId);
    const made = await this.makeLink.make(caller, { ...body, imageId, maxBytesPerS: body.maxBytesPerS ?? null });
    if (made.ok) return { ...toLinkView(made.link), ...this.address.of(request, made.token, made.image) };
    if (made.reason === 'unknown') throw notFound('image', imageId);
    throw conflict(made.reason, 'This image is retired: no station is to begin with it any more.');
  }

  @Get()
  @ApiOperation({ summary: 'The links of an image and what went out over them, newest first' })
  @ApiOkResponse({ type: LinkPageDto })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  async list(
    @Caller() { tenantId }: Caller,
    @Param('id') imageId: string,
    @Query() { limit, cursor }: ListLinksQuery,
  ): Promise<Page<LinkView>> {
    const after = fromCursor(cursor, z.uuid());
    if (!z.uuid().safeParse(imageId).success) throw notFound('image', imageId);
    const rows = await this.store.read(tenantId, async (em) => {
      if ((await findImage(em, tenantId, imageId)) === null) throw notFound('image', imageId);
      return listLinks(em, tenantId, { imageId }, { limit, after });
    });
    return toPage(rows, limit, ({ id }) => id, toLinkView);
  }
}
