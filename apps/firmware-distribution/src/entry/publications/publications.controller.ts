import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, conflict, fromCursor, IdempotencyKey, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FirmwareStore } from '../../store/firmware-store';
import { findPublication, listPublications } from '../../store/publications/publication.repository';
import { PublishImage, type PublicationRefusal } from '../../use-cases/publications/publish-image';
import { UnpublishImage } from '../../use-cases/publications/unpublish-image';
import { keyMisused } from '../key-misused';
import { LinkAddress } from '../link.dto';
import { rethrowStoreProblem } from '../store-problem';
import {
  ListPublicationsQuery,
  PublicationDto,
  PublicationPageDto,
  PublishDto,
  toPublicationView,
  type PublicationView,
} from './publication.dto';

const WHY: Record<Exclude<PublicationRefusal, 'unknown-image' | 'unknown-station'>, string> = {
  'image-retired': 'This image is retired: no station is to begin with it any more.',
  'image-damaged': 'What the store holds is not what was uploaded: retire and delete the image, and upload it again.',
  disabled: 'The station is disabled.',
  'no-local-controllers': 'The station speaks OCPP 1.x, which has no local controllers that hand out firmware.',
  offline: 'The station is not connected.',
  'not-accepted': 'The station has not been accepted since its last boot.',
  'ftp-off': 'This service offers no FTP: FIRMWARE_FTP_PORT is not set.',
  'already-published': 'It has this image, or is about to.',
};

@ApiTags('firmware')
@Controller('firmware/publications')
export class PublicationsController {
  constructor(
    private readonly publishImage: PublishImage,
    private readonly unpublishImage: UnpublishImage,
    private readonly store: FirmwareStore,
    private readonly address: LinkAddress,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Have a local controller hand out an image to the stations behind it (OCPP 2.x)',
    description:
      'Answers once the controller has, after 30 s at the latest; how it goes on is told by the publication.',
  })
  @ApiCreatedResponse({ type: PublicationDto })
  @ApiNotFoundResponse({ description: '`reason`: unknown-image or unknown-station.' })
  @ApiConflictResponse({ description: `\`reason\`: ${Object.keys(WHY).join(', ')}.` })
  async publish(
    @Caller() caller: Caller,
    @Body() body: PublishDto,
    @IdempotencyKey() key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<PublicationView> {
    const { maxBytesPerS = null, protocol = null } = body;
    const order = { ...body, maxBytesPerS, protocol, baseUrl: this.address.baseOf(request) };
    const result = await this.publishImage.publish(caller, order, key).catch(rethrowStoreProblem);
    if (result.ok) return toPublicationView(result.publication);
    const { reason } = result;
    if (reason === 'unknown-image') throw notFound('image', body.imageId);
    if (reason === 'unknown-station') throw notFound('station', body.stationId);
    throw reason === 'key-used-otherwise' ? keyMisused('publication') : conflict(reason, WHY[reason]);
  }

  @Get()
  @ApiOperation({ summary: 'List publications, newest first' })
  @ApiOkResponse({ type: PublicationPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListPublicationsQuery): Promise<Page<PublicationView>> {
    const { limit, cursor, ...filter } = query;
    const after = fromCursor(cursor, z.uuid());
    const rows = await this.store.read(tenantId, (em) => listPublications(em, tenantId, filter, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toPublicationView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One publication with its history' })
  @ApiOkResponse({ type: PublicationDto })
  @ApiNotFoundResponse({ description: 'There is no such publication.' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<PublicationView> {
    const isId = z.uuid().safeParse(id).success;
    const row = isId ? await this.store.read(tenantId, (em) => findPublication(em, tenantId, id)) : null;
    if (row === null) throw notFound('publication', id);
    return toPublicationView(row);
  }

  @Post(':id/unpublish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Have the local controller hand it out no more' })
  @ApiOkResponse({ type: PublicationDto })
  @ApiNotFoundResponse({ description: 'There is no such publication.' })
  @ApiConflictResponse({ description: '`reason`: download-ongoing, offline, or what else the controller made of it.' })
  async unpublish(@Caller() caller: Caller, @Param('id') id: string): Promise<PublicationView> {
    const isId = z.uuid().safeParse(id).success;
    const result = isId ? await this.unpublishImage.unpublish(caller, id) : ({ ok: false, reason: 'unknown' } as const);
    if (result.ok) return toPublicationView(result.publication);
    if (result.reason === 'unknown') throw notFound('publication', id);
    const busy = result.reason === 'download-ongoing';
    throw conflict(result.reason, busy ? 'A station is fetching it; try again later.' : 'The controller still has it.');
  }
}
