import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, conflict, fromCursor, IdempotencyKey, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FirmwareStore } from '../../store/firmware-store';
import {
  countStations,
  findRollout,
  listRollouts,
  listStations,
  sumCounts,
} from '../../store/rollouts/rollout.repository';
import type { RolloutRow } from '../../store/rollouts/rollout.row';
import { ChangeRollout, type RolloutVerb } from '../../use-cases/rollouts/change-rollout';
import { StartRollout } from '../../use-cases/rollouts/start-rollout';
import { keyMisused } from '../key-misused';
import { LinkAddress } from '../link.dto';
import { rethrowStoreProblem } from '../store-problem';
import {
  ListRolloutsQuery,
  ListRolloutStationsQuery,
  RehearsalDto,
  RolloutDto,
  RolloutPageDto,
  RolloutStationPageDto,
  StartRolloutDto,
  StartRolloutQuery,
  toRolloutStationView,
  toRolloutView,
  type RolloutStationView,
  type RolloutView,
} from './rollout.dto';

const WHY = {
  'image-retired': 'This image is retired: no station is to begin with it any more.',
  'image-damaged': 'What the store holds is not what was uploaded: retire and delete the image, and upload it again.',
  'no-stations': 'None of the stations is to have this image; `?dryRun=true` says why of each.',
} as const;

@ApiTags('firmware')
@Controller('firmware/rollouts')
export class RolloutsController {
  constructor(
    private readonly startRollout: StartRollout,
    private readonly changeRollout: ChangeRollout,
    private readonly store: FirmwareStore,
    private readonly address: LinkAddress,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Bring an image to many stations',
    description: 'Wave by wave. With `dryRun=true` nothing is begun: 200 says what would become of each station.',
  })
  @ApiCreatedResponse({ type: RolloutDto })
  @ApiOkResponse({ type: RehearsalDto })
  @ApiNotFoundResponse({ description: 'There is no such image.' })
  @ApiConflictResponse({ description: '`reason`: image-retired, image-damaged, or no-stations that are to have it.' })
  async start(
    @Caller() caller: Caller,
    @Body() body: StartRolloutDto,
    @Query() { dryRun }: StartRolloutQuery,
    @IdempotencyKey() key: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RolloutView | RehearsalDto> {
    const order = { ...body, baseUrl: this.address.baseOf(request) };
    if (dryRun) {
      const rehearsed = await this.startRollout.rehearse(caller, order).catch(rethrowStoreProblem);
      if (!rehearsed.ok) throw toProblem(rehearsed.reason, body.imageId);
      void reply.status(200);
      const { plan: items } = rehearsed;
      const count = (word: string): number => items.filter(({ verdict }) => verdict === word).length;
      const counts = { update: count('update'), wait: count('wait'), skip: count('skip') };
      return { dryRun: true, total: items.length, counts, items };
    }
    const started = await this.startRollout.start(caller, order, key).catch(rethrowStoreProblem);
    if (!started.ok) throw toProblem(started.reason, body.imageId);
    return this.view(started.rollout);
  }

  @Get()
  @ApiOperation({ summary: 'List rollouts, newest first' })
  @ApiOkResponse({ type: RolloutPageDto })
  async list(
    @Caller() { tenantId }: Caller,
    @Query() { limit, cursor }: ListRolloutsQuery,
  ): Promise<Page<RolloutView>> {
    const after = fromCursor(cursor, z.uuid());
    const rows = await this.store.read(tenantId, (em) => listRollouts(em, tenantId, { limit, after }));
    const { items, nextCursor } = toPage(rows, limit, ({ id }) => id);
    return { items: await Promise.all(items.map((row) => this.view(row))), nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One rollout, and how far it is' })
  @ApiOkResponse({ type: RolloutDto })
  @ApiNotFoundResponse({ description: 'There is no such rollout.' })
  async read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<RolloutView> {
    return this.view(await this.get(tenantId, id));
  }

  @Get(':id/stations')
  @ApiOperation({ summary: 'The stations of a rollout in their order, and what became of each' })
  @ApiOkResponse({ type: RolloutStationPageDto })
  @ApiNotFoundResponse({ description: 'There is no such rollout.' })
  async stations(
    @Caller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query() { limit, cursor, state }: ListRolloutStationsQuery,
  ): Promise<Page<RolloutStationView>> {
    const after = fromCursor(cursor, z.int());
    await this.get(tenantId, id);
    const key = { tenantId, rolloutId: id };
    const rows = await this.store.read(tenantId, (em) => listStations(em, key, state, { limit, after }));
    return toPage(rows, limit, ({ position }) => position, toRolloutStationView);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin with no more stations; what is under way goes on' })
  @ApiOkResponse({ type: RolloutDto })
  @ApiConflictResponse({ description: '`reason`: the status it has.' })
  pause(@Caller() caller: Caller, @Param('id') id: string): Promise<RolloutView> {
    return this.change(caller, id, 'pause');
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on; what has failed so far halts it no more' })
  @ApiOkResponse({ type: RolloutDto })
  @ApiConflictResponse({ description: '`reason`: the status it has.' })
  resume(@Caller() caller: Caller, @Param('id') id: string): Promise<RolloutView> {
    return this.change(caller, id, 'resume');
  }

  @Post(':id/abort')
  @HttpCode(200)
  @ApiOperation({ summary: 'End it: stations that wait are skipped, what is under way goes on' })
  @ApiOkResponse({ type: RolloutDto })
  @ApiConflictResponse({ description: '`reason`: the status it has.' })
  abort(@Caller() caller: Caller, @Param('id') id: string): Promise<RolloutView> {
    return this.change(caller, id, 'abort');
  }

  private async change(caller: Caller, id: string, verb: RolloutVerb): Promise<RolloutView> {
    await this.get(caller.tenantId, id);
    const changed = await this.changeRollout.change(caller, id, verb);
    if (!changed.ok && changed.reason === 'unknown') throw notFound('rollout', id);
    if (!changed.ok) throw conflict(changed.reason, `This rollout is ${changed.reason}.`);
    return this.view(changed.rollout);
  }

  private async get(tenantId: string, id: string): Promise<RolloutRow> {
    const isId = z.uuid().safeParse(id).success;
    const row = isId ? await this.store.read(tenantId, (em) => findRollout(em, tenantId, id)) : null;
    if (row === null) throw notFound('rollout', id);
    return row;
  }

  private async view(row: RolloutRow): Promise<RolloutView> {
    const { tenantId, id: rolloutId } = row;
    const rows = await this.store.read(tenantId, (em) => countStations(em, { tenantId, rolloutId }));
    return toRolloutView(row, sumCounts(rows));
  }
}

function toProblem(reason: 'unknown-image' | 'key-used-otherwise' | keyof typeof WHY, imageId: string): Error {
  if (reason === 'key-used-otherwise') return keyMisused('rollout');
  return reason === 'unknown-image' ? notFound('image', imageId) : conflict(reason, WHY[reason]);
}
