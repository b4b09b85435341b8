import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, toPage, type Page } from '@chargebus/service-runtime';
import { ZodValidationPipe } from 'nestjs-zod';
import { z } from 'zod';
import { BulkCommands } from '../../use-cases/commands/bulk-commands';
import {
  bulkBody,
  BulkDto,
  BulkPageDto,
  BulkPath,
  ListBulksQuery,
  ListResultsQuery,
  ResultPageDto,
  toBulkView,
  type BulkBody,
  type BulkView,
} from './bulk-command.dto';
import { toCommandView, type CommandView } from './command.dto';

@ApiTags('commands')
@Controller('bulk-commands')
export class BulkCommandsController {
  constructor(private readonly bulks: BulkCommands) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Tell many stations to do something',
    description:
      'Each station that the selector means gets a command of its own in the ledger, which runs once, `maxInFlight` of them at a time. A restart of any service loses none.',
  })
  @ApiBody({ schema: z.toJSONSchema(bulkBody, { io: 'input' }) as object })
  @ApiAcceptedResponse({ type: BulkDto })
  @ApiUnprocessableEntityResponse({
    description:
      'The selector means no station, too many, or names unknown ones; `expiresAt` is in the past; a secret.',
  })
  async begin(
    @Caller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Body(new ZodValidationPipe(bulkBody)) { expiresAt, ...body }: BulkBody,
  ): Promise<BulkView> {
    const until = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
    return toBulkView(await this.bulks.begin(caller, { ...body, expiresAt: until, idempotencyKey }));
  }

  @Get()
  @ApiOperation({ summary: 'Bulk commands, newest first' })
  @ApiOkResponse({ type: BulkPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() { limit, cursor }: ListBulksQuery): Promise<Page<BulkView>> {
    const bulks = await this.bulks.list(tenantId, { limit, before: fromCursor(cursor, z.uuid()) });
    return toPage(bulks, limit, ({ row }) => row.id, toBulkView);
  }

  @Get(':bulkId')
  @ApiOperation({ summary: 'How far a bulk command is' })
  @ApiOkResponse({ type: BulkDto })
  @ApiNotFoundResponse({ description: 'There is no such bulk command.' })
  async get(@Caller() { tenantId }: Caller, @Param() { bulkId }: BulkPath): Promise<BulkView> {
    return toBulkView(await this.bulks.get(tenantId, bulkId));
  }

  @Get(':bulkId/results')
  @ApiOperation({ summary: 'The command of each of its stations, in order of station id' })
  @ApiOkResponse({ type: ResultPageDto })
  @ApiNotFoundResponse({ description: 'There is no such bulk command.' })
  async results(
    @Caller() { tenantId }: Caller,
    @Param() { bulkId }: BulkPath,
    @Query() { limit, cursor, status }: ListResultsQuery,
  ): Promise<Page<CommandView>> {
    const rows = await this.bulks.results(tenantId, bulkId, { limit, after: fromCursor(cursor, z.uuid()), status });
    return toPage(rows, limit, ({ id }) => id, toCommandView);
  }

  @Delete(':bulkId')
  @ApiOperation({
    summary: 'Cancel what is left of a bulk command',
    description: 'Commands that were sent already go on.',
  })
  @ApiOkResponse({ type: BulkDto })
  @ApiNotFoundResponse({ description: 'There is no such bulk command.' })
  async cancel(@Caller() caller: Caller, @Param() { bulkId }: BulkPath): Promise<BulkView> {
    return toBulkView(await this.bulks.cancel(caller, bulkId));
  }
}
