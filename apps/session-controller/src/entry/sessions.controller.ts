import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { Sample, SessionStatus } from '@chargebus/contracts';
import { z } from 'zod';
import type { Curves } from '../domain/curves';
import { listSamples, listSignedValues } from '../store/sample.repository';
import { countAnomalies, type AnomalyCount } from '../store/station-model.repository';
import { findSession, listSessions, type PricedSession } from '../store/session.repository';
import type { CommandView } from '../use-cases/command-station';
import { drawCurves } from '../use-cases/draw-curves';
import { PauseSession, type PauseView } from '../use-cases/pause-session';
import { RequestSession } from '../use-cases/request-session';
import { StopSession } from '../use-cases/stop-session';
import { toStartProblem, toStopProblem } from './refusals';
import {
  ConfirmationDto,
  CountAnomaliesDto,
  DrawCurvesDto,
  ListSamplesDto,
  ListSessionsDto,
  ListSignedValuesDto,
  PauseSessionDto,
  RequestSessionDto,
  toSessionView,
  type SessionView,
} from './session.dto';
import { SessionsContext } from './sessions-context';

const sessionCursor = z.tuple([z.iso.datetime(), z.uuid()]);
const sampleCursor = z.tuple([z.iso.datetime(), z.string()]);
const COUNTED_MS = 30 * 24 * 3_600_000;
const isId = (id: string): boolean => z.guid().safeParse(id).success;

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(
    private readonly context: SessionsContext,
    private readonly requests: RequestSession,
    private readonly stops: StopSession,
    private readonly pauses: PauseSession,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start a session remotely',
    description: 'Pending until the station reports the transaction. 409 says why it cannot be, in `reason`.',
  })
  async request(
    @Caller() caller: Caller,
    @Body() body: RequestSessionDto,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<{ id: string; status: SessionStatus }> {
    const result = await this.requests.request({ ...caller, ...body, idempotencyKey });
    if (!result.ok) throw toStartProblem(result, body.stationId);
    return { id: result.id, status: result.status };
  }

  @Get()
  @ApiOperation({ summary: 'List sessions, newest first' })
  async list(@Caller() caller: Caller, @Query() query: ListSessionsDto): Promise<Page<SessionView>> {
    const { cursor, limit, ...filter } = query;
    const after = fromCursor(cursor, sessionCursor);
    const rows = await listSessions(this.context.em, { ...filter, tenantId: caller.tenantId, after, limit: limit + 1 });
    return toPage(rows, limit, ({ session }: PricedSession) => [session.openedAt, session.id], toSessionView);
  }

  @Get('anomalies')
  @ApiOperation({
    summary: 'Count what is odd about sessions, by vendor and model of the stations',
    description: 'The most frequent first: a model whose meters mislabel their units stands out.',
  })
  async anomalies(
    @Caller() { tenantId }: Caller,
    @Query() { anomaly, from, to }: CountAnomaliesDto,
  ): Promise<{ items: AnomalyCount[]; nextCursor: null }> {
    const span = { from: from ?? new Date(Date.now() - COUNTED_MS).toISOString(), to: to ?? new Date().toISOString() };
    return { items: await countAnomalies(this.context.em, { tenantId, anomaly, ...span }), nextCursor: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a session' })
  async read(@Caller() caller: Caller, @Param('id') id: string): Promise<SessionView> {
    return toSessionView(await this.get(caller, id));
  }

  @Get(':id/samples')
  @ApiOperation({ summary: 'What was measured during a session, in order of time' })
  async samples(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Query() query: ListSamplesDto,
  ): Promise<Page<Sample>> {
    await this.get(caller, id);
    const { cursor, limit, ...filter } = query;
    const after = fromCursor(cursor, sampleCursor);
    const { tenantId } = caller;
    const rows = await listSamples(this.context.em, { ...filter, tenantId, sessionId: id, after, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      ({ key, sample }) => [sample.at, key],
      (row) => row.sample,
    );
  }

  @Get(':id/curves')
  @ApiOperation({
    summary: 'Power and energy of a session over time',
    description:
      'Power is the mean and the most of each step, of all phases together; energy is counted from the start.',
  })
  async curves(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Query() query: DrawCurvesDto,
  ): Promise<Curves & { sessionId: string }> {
    const { session } = await this.get(caller, id);
    return { sessionId: id, ...(await drawCurves(this.context.em, session, query)) };
  }

  @Get(':id/signed-values')
  @ApiOperation({ summary: 'Signed meter values of a session, verbatim' })
  async signedValues(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Query() { cursor, limit }: ListSignedValuesDto,
  ): Promise<Page<Sample>> {
    await this.get(caller, id);
    const after = fromCursor(cursor, sampleCursor);
    const { tenantId } = caller;
    const rows = await listSignedValues(this.context.em, { tenantId, sessionId: id, after, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      ({ key, sample }) => [sample.at, key],
      (row) => row.sample,
    );
  }

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop a session remotely',
    description: 'Answers with what the station said; the session ends when the station reports its end.',
  })
  async stop(@Caller() caller: Caller, @Param('id') id: string): Promise<CommandView> {
    if (!isId(id)) throw notFound('session', id);
    const result = await this.stops.stop(caller, id);
    if (!result.ok) throw toStopProblem(result.reason, id);
    return result.command;
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pause a session',
    description:
      'A charging profile of limit 0. `accepted`: the station took it; `response.confirmed`: it has reported that it suspends, ' +
      'and the session is `paused`. `unsupported` says why in `response.reason`.',
  })
  async pause(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() { fallback }: PauseSessionDto,
    @Query() { waitS }: ConfirmationDto,
  ): Promise<PauseView> {
    if (!isId(id)) throw notFound('session', id);
    const result = await this.pauses.pause(caller, id, { waitMs: waitS * 1_000, fallback });
    if (!result.ok) throw toStopProblem(result.reason, id);
    return result.command;
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Resume a paused session',
    description:
      'The profile is cleared, so that the limits of before hold again. `response.confirmed` as for a pause.',
  })
  async resume(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Query() { waitS }: ConfirmationDto,
  ): Promise<PauseView> {
    if (!isId(id)) throw notFound('session', id);
    const result = await this.pauses.resume(caller, id, { waitMs: waitS * 1_000 });
    if (!result.ok) throw toStopProblem(result.reason, id);
    return result.command;
  }

  private async get(caller: Caller, id: string): Promise<PricedSession> {
    const found = isId(id) ? await findSession(this.context.em, caller.tenantId, id) : undefined;
    if (found === undefined) throw notFound('session', id);
    return found;
  }
}
