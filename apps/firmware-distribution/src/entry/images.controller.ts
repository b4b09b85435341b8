import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, conflict, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ImageRefusal } from '../domain/image';
import { FirmwareStore } from '../store/firmware-store';
import { findImage, listImages } from '../store/image.repository';
import { ChangeImage } from '../use-cases/change-image';
import { ReceiveImage } from './receive-image';
import { ImageDto, ImagePageDto, ListImagesQuery, toImageView, uploadSchema, type ImageView } from './image.dto';

const WHY: Record<ImageRefusal['reason'], string> = {
  'already-added': 'This very image was added already',
  'version-exists': 'This version was added with another content; images never change',
  'same-content': 'The same content was added as another version of this model',
};

@ApiTags('firmware')
@Controller('firmware/images')
export class ImagesController {
  constructor(
    private readonly receiveImage: ReceiveImage,
    private readonly changeImage: ChangeImage,
    private readonly store: FirmwareStore,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Upload a firmware image', description: 'It never changes. Fields and file in any order.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: uploadSchema })
  @ApiCreatedResponse({ type: ImageDto })
  @ApiConflictResponse({ description: '`reason`: already-added, version-exists or same-content.' })
  async add(@Caller() caller: Caller, @Req() request: FastifyRequest): Promise<ImageView> {
    const addition = await this.receiveImage.receive(caller, request);
    if (addition.ok) return toImageView(addition.image);
    throw conflict(addition.reason, `${WHY[addition.reason]}: image ${addition.imageId}.`);
  }

  @Get()
  @ApiOperation({ summary: 'List firmware images, newest first' })
  @ApiOkResponse({ type: ImagePageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListImagesQuery): Promise<Page<ImageView>> {
    const { limit, cursor, ...filter } = query;
    const after = fromCursor(cursor, z.uuid());
    const rows = await this.store.read(tenantId, (em) => listImages(em, tenantId, filter, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toImageView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One firmware image' })
  @ApiOkResponse({ type: ImageDto })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<ImageView> {
    const isId = z.uuid().safeParse(id).success;
    const image = isId ? await this.store.read(tenantId, (em) => findImage(em, tenantId, id)) : null;
    if (image === null) throw notFound('image', id);
    return toImageView(image);
  }

  @Post(':id/retire')
  @HttpCode(200)
  @ApiOperation({ summary: 'Retire a firmware image', description: 'No new link is made for it; open ones stay good.' })
  @ApiOkResponse({ type: ImageDto })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  async retire(@Caller() caller: Caller, @Param('id') id: string): Promise<ImageView> {
    const retired = z.uuid().safeParse(id).success ? await this.changeImage.retire(caller, id) : null;
    if (retired === null) throw notFound('image', id);
    return toImageView(retired);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a retired firmware image, its file and its links' })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  @ApiConflictResponse({ description: '`reason`: not-retired, or in-use while a link is open.' })
  async remove(@Caller() caller: Caller, @Param('id') id: string): Promise<void> {
    const removal = z.uuid().safeParse(id).success ? await this.changeImage.remove(caller, id) : 'unknown';
    if (removal === 'unknown') throw notFound('image', id);
    if (removal === 'not-retired') throw conflict(removal, 'Retire the image first.');
    if (removal === 'in-use') throw conflict(removal, 'Stations have links to it that are still open.');
  }
}
