import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ImportStations, type Imported } from '../../use-cases/registration/import-stations';
import { MOST_LINES, readImport } from './import-lines';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

class ImportQuery extends createZodDto(
  z.strictObject({
    dryRun: queryFlag
      .optional()
      .meta({ description: 'Only says what would come of it: nothing is written, no password made.' }),
  }),
) {}

const line = z.int().describe('In a CSV file as an editor counts, in JSON from 1.');
class ImportDto extends createZodDto(
  z.object({
    dryRun: z.boolean(),
    lines: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int().describe('Lines that say nothing new, repeats of other lines among them.'),
    refused: z.int(),
    errors: z.array(
      z.object({
        line,
        id: z.string().nullable(),
        field: z.string().nullable().describe('Null: the line as a whole.'),
        message: z.string(),
      }),
    ),
    passwords: z
      .array(z.object({ line, id: z.string(), password: z.string() }))
      .describe('Those that were made here. They are told in this answer only.'),
  }),
) {}

@ApiTags('stations')
@Controller('imports')
export class ImportsController {
  constructor(private readonly importStations: ImportStations) {}

  @Post()
  @HttpCode(200)
  @RouteConfig({ bodyLimitBytes: BODY_LIMIT_BYTES })
  @ApiOperation({
    summary: 'Register and change many stations',
    description: `CSV or JSON (a list, or {"items": [...]}) of what \`POST /stations\` takes, at most ${MOST_LINES} lines. A station that is there is changed by what its line says and keeps the rest. Bad and contradictory lines are refused one by one, the others are taken. In CSV the first line names the columns (\`evses.1.evseId\`, \`evses.1.connectors.2.maxPowerW\`), lists are parted by \`|\`, an \`evseMap\` is written \`1=1.1|2=1.2\`, an empty cell says nothing.`,
  })
  @ApiConsumes('text/csv', 'application/json')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOkResponse({ type: ImportDto })
  @ApiUnprocessableEntityResponse({ description: 'The body as a whole cannot be read; nothing was imported.' })
  async import(
    @Caller() caller: Caller,
    @Query() { dryRun = false }: ImportQuery,
    @Body() body: unknown,
  ): Promise<Imported> {
    return this.importStations.import(caller, await readImport(body), { dryRun });
  }
}
