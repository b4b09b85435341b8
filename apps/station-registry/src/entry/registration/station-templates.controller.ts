import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RegistryWriter } from '../../store/registry-writer';
import { findTemplate, listTemplates } from '../../store/registration/station-template.repository';
import { PutTemplate } from '../../use-cases/registration/put-template';
import {
  ListTemplatesQuery,
  PutTemplateBody,
  TemplateDto,
  TemplatePageDto,
  TemplatePath,
  toTemplateView,
  type TemplateView,
} from './station-template.dto';

@ApiTags('stations')
@Controller('station-templates')
export class StationTemplatesController {
  constructor(
    private readonly putTemplate: PutTemplate,
    private readonly writer: RegistryWriter,
  ) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Create or replace what stations of one product have by default',
    description:
      'A station gets it once: when it is registered with its vendor and model, or when it first boots as that. What people say of a station wins. A change counts for stations that come after it.',
  })
  @ApiOkResponse({ type: TemplateDto, description: 'Replaced.' })
  @ApiCreatedResponse({ type: TemplateDto, description: 'Created.' })
  @ApiConflictResponse({ description: 'Reason `template-exists`: another template is for the same vendor and model.' })
  async put(
    @Caller() caller: Caller,
    @Param() { id }: TemplatePath,
    @Body() { vendor, model = null, ...defaults }: PutTemplateBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateView> {
    const { template, created } = await this.putTemplate.put(caller, id, { vendor, model, defaults });
    reply.status(created ? 201 : 200);
    return toTemplateView(template);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One template' })
  @ApiOkResponse({ type: TemplateDto })
  @ApiNotFoundResponse({ description: 'There is no such template.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id }: TemplatePath): Promise<TemplateView> {
    const template = await this.writer.read(tenantId, (em) => findTemplate(em, tenantId, id));
    if (template === null) throw notFound('station-template', id);
    return toTemplateView(template);
  }

  @Get()
  @ApiOperation({ summary: 'Templates, in order of id' })
  @ApiOkResponse({ type: TemplatePageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListTemplatesQuery): Promise<Page<TemplateView>> {
    const { limit } = query;
    const after = fromCursor(query.cursor, z.string());
    const rows = await this.writer.read(tenantId, (em) => listTemplates(em, tenantId, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toTemplateView);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a template', description: 'Stations that have had its defaults keep them.' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'There is no such template.' })
  async delete(@Caller() caller: Caller, @Param() { id }: TemplatePath): Promise<void> {
    await this.putTemplate.delete(caller, id);
  }
}
