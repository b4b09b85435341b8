import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { traceEntry, type TraceEntry } from '@chargebus/contracts';
import { Caller, fromCursor, listQuery, toPage, type Page } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ReadMessages } from '../../use-cases/monitoring/read-messages';
import { pageOf } from '../field-schemas';
import { StationPath } from '../registration/station.dto';

const instant = z.iso.datetime({ offset: true });

class ListMessagesQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    from: instant.optional().describe('Inclusive. Without it: the newest messages.'),
    to: instant.optional().describe('Exclusive.'),
    action: z.string().min(1).max(100).optional().describe('The OCPP action, e.g. BootNotification.'),
  }),
) {}

const messageView = traceEntry.omit({ tenantId: true, stationId: true });
type MessageView = z.output<typeof messageView>;
class MessagePageDto extends createZodDto(pageOf(messageView)) {}

const cursorKey = z.object({ from: instant, seq: z.int().positive(), index: z.int().nonnegative() });

@ApiTags('stations')
@Controller('stations/:id/messages')
export class MessagesController {
  constructor(private readonly readMessages: ReadMessages) {}

  @Get()
  @ApiOperation({
    summary: 'The raw messages of a station, both ways, oldest first',
    description:
      'For troubleshooting: kept in a bounded store and never waited for, so old or single messages may be missing.',
  })
  @ApiOkResponse({ type: MessagePageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async list(
    @Caller() { tenantId }: Caller,
    @Param() { id }: StationPath,
    @Query() { cursor, from, to, ...filter }: ListMessagesQuery,
  ): Promise<Page<MessageView>> {
    const place = fromCursor(cursor, cursorKey);
    const since = place?.from ?? utc(from);
    const { entries, next } = await this.readMessages.read(tenantId, id, {
      ...filter,
      from: since,
      place,
      to: utc(to),
    });
    // A row beyond the page tells `toPage` that there is more; the next page begins at a place, not at that row.
    const more = next === null ? [] : entries.slice(-1);
    return toPage([...entries, ...more], entries.length, () => ({ from: since, ...next }), toView);
  }
}

function utc(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text).toISOString();
}

function toView({ tenantId: _tenant, stationId: _station, ...view }: TraceEntry): MessageView {
  return view;
}
