import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, toPage, unprocessable, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { ZodValidationPipe } from 'nestjs-zod';
import { z } from 'zod';
import { CommandLedger } from '../use-cases/command-ledger';
import { SendCommand } from '../use-cases/send-command';
import {
  commandBody,
  CommandDto,
  CommandPageDto,
  CommandPath,
  ListCommandsQuery,
  toCommandView,
  WaitQuery,
  type CommandBody,
  type CommandView,
} from './command.dto';
import { StationPath } from './station.dto';

@ApiTags('commands')
@Controller('stations/:id/commands')
export class CommandsController {
  constructor(
    private readonly commands: SendCommand,
    private readonly ledger: CommandLedger,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Tell a station to do something',
    description:
      'A refusal by the station, or that it is offline, is the status of the command and no HTTP error. With an Idempotency-Key a repeat is answered like the first call; the same key with another body is 422.',
  })
  @ApiBody({ schema: z.toJSONSchema(commandBody, { io: 'input' }) as object })
  @ApiOkResponse({ type: CommandDto, description: 'It ended; `status` says how.' })
  @ApiAcceptedResponse({ type: CommandDto, description: 'It is still running: ask for it again by its id.' })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  @ApiUnprocessableEntityResponse({
    description: 'The key was used for something else; or `expiresAt`, which is not available yet.',
  })
  @ApiServiceUnavailableResponse({ description: 'The message bus or the database is away; nothing was sent.' })
  async send(
    @Caller() caller: Caller,
    @Param() { id }: StationPath,
    @Query() { waitS }: WaitQuery,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Body(new ZodValidationPipe(commandBody)) body: CommandBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandView> {
    const { expiresAt, ...command } = body;
    if (expiresAt !== undefined) {
      throw unprocessable([{ path: 'expiresAt', message: 'queueing for offline stations is not available yet' }]);
    }
    const call = { stationId: id, body: command, idempotencyKey, waitMs: waitS * 1_000 };
    const row = await this.commands.send(caller, call);
    reply.status(row.status === 'running' ? 202 : 200);
    return toCommandView(row);
  }

  @Get()
  @ApiOperation({ summary: "A station's commands, newest first" })
  @ApiOkResponse({ type: CommandPageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async list(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { limit, cursor, type, status }: ListCommandsQuery,
  ): Promise<Page<CommandView>> {
    const before = fromCursor(cursor, z.uuid());
    const rows = await this.ledger.list(tenantId, id, { limit, before, type, status });
    return toPage(rows, limit, (row) => row.id, toCommandView);
  }

  @Get(':commandId')
  @ApiOperation({ summary: 'One command' })
  @ApiOkResponse({ type: CommandDto })
  @ApiNotFoundResponse({ description: 'There is no such station, or it has no such command.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id, commandId }: CommandPath): Promise<CommandView> {
    return toCommandView(await this.ledger.get(tenantId, id, commandId));
  }
}
