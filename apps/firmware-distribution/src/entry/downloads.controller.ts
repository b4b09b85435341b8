import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@chargebus/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SendImage } from './send-image';

/** Where stations fetch images: the link's token is all they have to show. */
@Public()
@ApiExcludeController()
@Controller('firmware/files')
export class DownloadsController {
  constructor(private readonly sendImage: SendImage) {}

  /** HEAD comes here as well. */
  @Get(':token/:name')
  async fetch(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendImage.send(token, request, reply);
  }
}
