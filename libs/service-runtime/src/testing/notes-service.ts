import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Module,
  OnApplicationShutdown,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { admit } from '@chargebus/contracts';
import { AskPattern } from '@chargebus/messaging';
import type { AskReply, AskRequest } from '@chargebus/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import {
  Caller,
  conflict,
  defineConfig,
  fromCursor,
  fromEnv,
  IdempotencyKey,
  listQuery,
  notFound,
  Page,
  Public,
  queryFlag,
  toPage,
} from '../index';
import type { Runtime, ServiceDefinition } from '../index';

/** Provides the runtime of a service as small as can be that uses every part of this library: it keeps notes in a table. */
const NOTES = Symbol('runtime');

class NewNote extends createZodDto(
  z.strictObject({ text: z.string().min(1).max(100), tags: z.array(z.strictObject({ name: z.string() })).default([]) }),
) {}
class ListNotes extends createZodDto(z.strictObject({ ...listQuery, loud: queryFlag.optional() })) {}

@Controller('notes')
class NotesController {
  constructor(@Inject(NOTES) private readonly runtime: Runtime) {}

  @Post()
  async add(@Body() note: NewNote, @Caller() caller: Caller, @IdempotencyKey() key?: string) {
    const rows: { id: number }[] = await this.runtime.database.query(
      'INSERT INTO note (tenant_id, text, actor) VALUES ($1, $2, $3) RETURNING id',
      [caller.tenantId, note.text, caller.actor.id],
    );
    return { id: rows[0]?.id, text: note.text, by: caller.actor, key: key ?? null };
  }

  @Get()
  async list(@Query() { limit, cursor, loud }: ListNotes, @Caller() caller: Caller): Promise<Page<{ text: string }>> {
    const rows: { id: number; text: string }[] = await this.runtime.database.query(
      'SELECT id, text FROM note WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3',
      [caller.tenantId, fromCursor(cursor, z.int()) ?? 0, limit + 1],
    );
    return toPage(
      rows,
      limit,
      (row) => row.id,
      ({ text }) => ({ text: loud === true ? text.toUpperCase() : text }),
    );
  }

  @Get('by-uuid/:id')
  async byUuid(@Param('id') id: string) {
    return this.runtime.database.query('SELECT $1::uuid', [id]);
  }

  @Get('slow')
  async slow() {
    await this.runtime.database.query('SELECT pg_sleep(1)');
    return { done: true };
  }

  @Get('asking')
  asking() {
    return this.runtime.messaging.ask(
      admit,
      { tenantId: 'default', stationId: 'CP1', transport: 'ws' },
      { deadlineMs: 3_000 },
    );
  }

  @Public()
  @Get('public')
  open() {
    return { open: true };
  }

  @Post(':id/close')
  @HttpCode(200)
  close(@Param('id') id: string) {
    if (id === '0') throw conflict('already-closed', 'Note 0 is closed already.');
    if (id === 'bug') throw new TypeError('secret inside');
    throw notFound('note', id);
  }
}

@Controller()
class AskedController {
  @AskPattern(admit)
  admit(request: AskRequest<typeof admit>): AskReply<typeof admit> {
    return request.stationId === 'CP1'
      ? { ok: true, securityProfile: 1, strict: false }
      : { ok: false, reason: 'unknown-station' };
  }
}

export const closed: string[] = [];

@Module({})
class NotesModule implements OnApplicationShutdown {
  constructor(@Inject(NOTES) private readonly runtime: Runtime) {}

  async onApplicationShutdown(): Promise<void> {
    const usable = await this.runtime.database.query('SELECT 1').then(() => this.runtime.messaging.healthy());
    closed.push(`hook ran, ground ${usable ? 'open' : 'closed'}, ready ${(await this.runtime.health.ready()).ready}`);
  }
}

class CreateNote1700000000000 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('CREATE TABLE note (id bigserial PRIMARY KEY, tenant_id text, text text, actor text)');
  }

  async down(): Promise<void> {}
}

export const notesConfig = defineConfig({
  NOTES_MAX: { schema: fromEnv.int(1, 10), default: 3, describe: 'Notes at most.' },
});

export const notesService: ServiceDefinition<{ NOTES_MAX: number }> = {
  name: 'registry',
  title: 'Notes',
  config: notesConfig,
  defaultApiPort: 8081,
  database: { schema: 'notes', entities: [], migrations: [CreateNote1700000000000] },
  module: (config, runtime) => ({
    module: NotesModule,
    controllers: [NotesController, AskedController],
    providers: [
      { provide: NOTES, useValue: runtime },
      { provide: 'max', useValue: config.NOTES_MAX },
    ],
  }),
};
