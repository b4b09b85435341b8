import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { ZodValidationPipe } from 'nestjs-zod';
import { z } from 'zod';
import { isEnded } from '../../domain/commands/command';
import { CommandLedger } from '../../use-cases/commands/command-ledger';
import { SendCommand } from '../../use-cases/commands/send-command';
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
import { StationPath } from '../registration/station.dto';

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
      'A refusal by the station, or that it is offline, is the status of the command and no HTTP error. With `expiresAt` it waits for a station that is offline, in line behind those that wait already: it is sent once, when the station is back and accepted. Without it a command is sent at once, ahead of the line. With an Idempotency-Key a repeat is answered like the first call; the same key with another body is 422.',
  })
  @ApiBody({ schema: z.toJSONSchema(commandBody, { io: 'input' }) as object })
  @ApiOkResponse({ type: CommandDto, description: 'It ended; `status` says how.' })
  @ApiAcceptedResponse({ type: CommandDto, description: 'It is still running, or waits: ask for it again by its id.' })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  @ApiUnprocessableEntityResponse({
    description:
      'The key was used for something else; or `expiresAt` is in the past, or of a command that holds a secret.',
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
    const { expiresAt: until, ...command } = body;
    const expiresAt = until === undefined ? undefined : new Date(until).toISOString();
    const call = { stationId: id, body: command, idempotencyKey, expiresAt, waitMs: waitS * 1_000 };
    const row = await this.commands.send(caller, call);
    reply.status(isEnded(row.status) ? 200 : 202);
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

  @Delete(':commandId')
  @ApiOperation({ summary: 'Cancel a command that waits', description: 'What was sent cannot be taken back.' })
  @ApiOkResponse({ type: CommandDto, description: 'It will not be sent.' })
  @ApiNotFoundResponse({ description: 'There is no such station, or it has no such command.' })
  @ApiConflictResponse({ description: 'Reason `not-waiting`: it was sent already, or has ended.' })
  async cancel(@Caller() caller: Caller, @Param() { id, commandId }: CommandPath): Promise<CommandView> {
    return toCommandView(await this.commands.cancel(caller, id, commandId));
  }

  @Get(':commandId')
  @ApiOperation({ summary: 'One command' })
  @ApiOkResponse({ type: CommandDto })
  @ApiNotFoundResponse({ description: 'There is no such station, or it has no such command.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id, commandId }: CommandPath): Promise<CommandView> {
    return toCommandView(await this.ledger.get(tenantId, id, commandId));
  }
}
