import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/caller';
import { CheckState, Health } from './health';

/** For orchestrators: `live` says the process runs; `ready` says whether calls make sense now, and what is missing. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; checks: CheckState[] }> {
    const { ready, checks } = await this.health.ready();
    if (!ready) void reply.code(503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }
}
