import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { fromFeedId, type FeedPosition } from '@chargebus/messaging';
import { badRequest, Caller, EventStream } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { FollowFacts } from '../use-cases/follow-facts';
import { FollowEventsDto } from './event.dto';

@Controller('events')
export class EventsController {
  constructor(private readonly facts: FollowFacts) {}

  @Get()
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The last `id` that was received.' })
  @ApiOperation({
    summary: 'Follow what happens: facts of every service as server-sent events',
    description:
      '`event` is the kind of fact, `data` the fact as JSON, `id` its place, good at any replica. Without `Last-Event-ID` the ' +
      'stream begins with what comes next. Facts that are kept no more are answered by an event `stream.gap` with its ' +
      '`reason`, and what is still kept. A comment with an id every few seconds says that the line is alive.',
  })
  async follow(
    @Caller() { tenantId }: Caller,
    @Query() { kind, stationId, sessionId, lastEventId }: FollowEventsDto,
    @Headers('last-event-id') header: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const position = header ? toPosition('Last-Event-ID', header) : toPosition('lastEventId', lastEventId);
    const following = await this.facts.resume(position);
    const filter = { tenantId, kinds: kind, stationId, sessionId };
    this.facts.follow(following, filter, (o) => EventStream.open(reply, o));
  }
}

function toPosition(path: string, id: string | undefined): FeedPosition | undefined {
  const position = id ? fromFeedId(id) : undefined;
  if (id && position === undefined) throw badRequest([{ path, message: 'is not an id of an event of this stream' }]);
  return position;
}
