import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Caller,
  conflict,
  fromCursor,
  notFound,
  toPage,
  unprocessable,
  type Page,
  type Problem,
} from '@chargebus/service-runtime';
import { ZodValidationPipe } from 'nestjs-zod';
import { z } from 'zod';
import type { Repair } from '../domain/repair';
import { listOrphans, listRepairs, type Orphan, type RepairLine } from '../store/repair.repository';
import { findSession, type PricedSession } from '../store/session.repository';
import { RepairSession, type RepairResult } from '../use-cases/repair-session';
import { ListOrphansDto, repairBody, type RepairBody } from './session-repair.dto';
import { toSessionView, type SessionView } from './session.dto';
import { SessionsContext } from './sessions-context';

const orphanCursor = z.tuple([z.iso.datetime(), z.uuid()]);
const isId = (id: string): boolean => z.guid().safeParse(id).success;

/** What operators do about sessions that came out wrong. */
@ApiTags('sessions')
@Controller()
export class SessionRepairsController {
  constructor(
    private readonly context: SessionsContext,
    private readonly repairs: RepairSession,
  ) {}

  @Post('sessions/:id/repair')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Repair a session',
    description:
      '`set-end` ends it, for good; `merge-orphan` gives it a report that named no session; `release` bills it as it is, although an ' +
      'anomaly holds the bill. Each is written down with who did it and why.',
  })
  @ApiBody({ schema: z.toJSONSchema(repairBody, { io: 'input' }) as object })
  async repair(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body(new ZodValidationPipe(repairBody)) body: RepairBody,
  ): Promise<SessionView> {
    if (!isId(id)) throw notFound('session', id);
    const { reason, ...repair } = body;
    const result = await this.repairs.repair(caller, id, repair, reason);
    if (!result.ok) throw toProblem(result.reason, id, repair);
    return toSessionView({ session: result.session, cost: (await this.get(caller, id)).cost });
  }

  @Get('sessions/:id/repairs')
  @ApiOperation({ summary: 'Who repaired a session, how and why', description: 'Oldest first.' })
  async list(@Caller() caller: Caller, @Param('id') id: string): Promise<{ items: RepairLine[]; nextCursor: null }> {
    if (!isId(id)) throw notFound('session', id);
    await this.get(caller, id);
    return { items: await listRepairs(this.context.em, caller.tenantId, id), nextCursor: null };
  }

  @Get('orphan-reports')
  @ApiOperation({ summary: 'Reports that named a transaction nobody knows', description: 'Newest first.' })
  async orphans(@Caller() caller: Caller, @Query() query: ListOrphansDto): Promise<Page<Orphan>> {
    const { cursor, limit, stationId } = query;
    const after = fromCursor(cursor, orphanCursor);
    const { tenantId } = caller;
    const rows = await listOrphans(this.context.em, { tenantId, stationId, after, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      ({ receivedAt, id }) => [receivedAt, id],
      (orphan) => orphan,
    );
  }

  private async get({ tenantId }: Caller, id: string): Promise<PricedSession> {
    const found = await findSession(this.context.em, tenantId, id);
    if (found === undefined) throw notFound('session', id);
    return found;
  }
}

type Refusal = Extract<RepairResult, { ok: false }>['reason'];

const FIELDS: Partial<Record<Refusal, { path: string; message: string }>> = {
  'end-before-start': { path: 'endedAt', message: 'is before the session began' },
  'end-in-future': { path: 'endedAt', message: 'has not come yet' },
  'meter-stop-below-start': { path: 'meterStopWh', message: 'is below the register at the start' },
};
const SENTENCES: Partial<Record<Refusal, string>> = {
  'not-started': 'The session has not begun: there is nothing to repair.',
  'session-open': 'The session is not over: set its end first.',
  'nothing-to-release': 'No anomaly holds the bill of this session.',
  'no-effect': 'The report says nothing that this session could take.',
};

function toProblem(reason: Refusal, id: string, repair: Repair): Problem {
  if (reason === 'unknown-session') return notFound('session', id);
  if (reason === 'unknown-orphan') return notFound('orphan', 'orphanId' in repair ? repair.orphanId : '');
  const field = FIELDS[reason];
  return field ? unprocessable([field]) : conflict(reason, SENTENCES[reason] ?? reason);
}
