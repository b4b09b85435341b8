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
import { findAttempt, listAttempts } from '../../store/updates/attempt.repository';
import { OrderUpdate, type Ordered } from '../../use-cases/updates/order-update';
import { LinkAddress } from '../link.dto';
import { keyMisused } from '../key-misused';
import { rethrowStoreProblem } from '../store-problem';
import { Workers } from '../workers';
import {
  ListUpdatesQuery,
  OrderUpdateDto,
  toUpdateView,
  UpdateDto,
  UpdatePageDto,
  type UpdateView,
} from './update.dto';

type Refused = Extract<Ordered, { ok: false }>;

const WHY: Record<Refused['reason'], string> = {
  'unknown-image': '',
  'unknown-station': '',
  'key-used-otherwise': '',
  'image-retired': 'This image is retired: no station is to begin with it any more.',
  'never-booted': 'The station never said what vendor and model it is.',
  'wrong-vendor': 'The image is for another vendor.',
  'wrong-model': 'The image is for another model.',
  'wrong-hardware': 'The image is for other hardware than the `hardware:` tag of the station says.',
  'unknown-hardware': 'The image is for certain hardware; give the station a tag `hardware:<which>`.',
  'already-installed': 'The station runs this version.',
  downgrade: 'The station runs a newer version; `allowDowngrade` allows it.',
  disabled: 'The station is disabled.',
  'install-at-unsupported': 'OCPP 1.6 installs an unsigned image once it has it; leave `installAt` out.',
  'ftp-off': 'This service offers no FTP: FIRMWARE_FTP_PORT is not set.',
  'image-damaged': 'What the store holds is not what was uploaded: retire and delete the image, and upload it again.',
  offline: 'The station is not connected; a rollout waits for stations.',
  'not-accepted': 'The station has not been accepted since its last boot.',
  'update-running': 'An update of this station has not ended.',
};

@ApiTags('firmware')
@Controller('firmware/updates')
export class UpdatesController {
  constructor(
    private readonly orderUpdate: OrderUpdate,
    private readonly store: FirmwareStore,
    private readonly address: LinkAddress,
    private readonly workers: Workers,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Update the firmware of one station', description: 'Proven by what it boots with.' })
  @ApiCreatedResponse({ type: UpdateDto })
  @ApiNotFoundResponse({ description: '`reason`: unknown-image or unknown-station.' })
  @ApiConflictResponse({ description: `\`reason\`: ${Object.keys(WHY).slice(3).join(', ')}.` })
  async order(
    @Caller() caller: Caller,
    @Body() body: OrderUpdateDto,
    @IdempotencyKey() key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<UpdateView> {
    const { retrieveAt = null, installAt = null, maxBytesPerS = null, protocol = null } = body;
    const baseUrl = this.address.baseOf(request);
    const order = { ...body, retrieveAt, installAt, maxBytesPerS, protocol, baseUrl };
    const ordered = await this.orderUpdate.order(caller, order, key).catch(rethrowStoreProblem);
    if (!ordered.ok) throw toProblem(ordered, body);
    this.workers.hurry();
    return toUpdateView(ordered.attempt);
  }

  @Get()
  @ApiOperation({ summary: 'List updates, newest first' })
  @ApiOkResponse({ type: UpdatePageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListUpdatesQuery): Promise<Page<UpdateView>> {
    const { limit, cursor, ...filter } = query;
    const after = fromCursor(cursor, z.uuid());
    const rows = await this.store.read(tenantId, (em) => listAttempts(em, tenantId, filter, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toUpdateView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One update with its history' })
  @ApiOkResponse({ type: UpdateDto })
  @ApiNotFoundResponse({ description: 'There is no such update.' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<UpdateView> {
    const isId = z.uuid().safeParse(id).success;
    const row = isId ? await this.store.read(tenantId, (em) => findAttempt(em, tenantId, id)) : null;
    if (row === null) throw notFound('update', id);
    return toUpdateView(row);
  }
}

function toProblem({ reason, station }: Refused, body: OrderUpdateDto): Error {
  if (reason === 'unknown-image') return notFound('image', body.imageId);
  if (reason === 'key-used-otherwise') return keyMisused('update');
  if (reason === 'unknown-station') return notFound('station', body.stationId);
  const is =
    station &&
    ` It is ${station.vendor} ${station.model}, and runs ${station.firmwareVersion ?? 'an unknown version'}.`;
  return conflict(reason, `${WHY[reason]}${is ?? ''}`);
}
