import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { changesOf } from '../../store/registration/change.repository';
import { findProfile, listProfiles } from '../../store/configuration/configuration-profile.repository';
import { RegistryWriter } from '../../store/registry-writer';
import { PutProfile } from '../../use-cases/configuration/put-profile';
import {
  ChangePageDto,
  ListProfilesQuery,
  ProfileDto,
  ProfilePageDto,
  ProfilePath,
  PutProfileBody,
  toProfile,
  toProfileView,
  type ChangeView,
  type ProfileView,
} from './configuration-profile.dto';

@ApiTags('configuration')
@Controller('configuration-profiles')
export class ConfigurationProfilesController {
  constructor(
    private readonly putProfile: PutProfile,
    private readonly writer: RegistryWriter,
  ) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Say what stations are to be set to',
    description:
      'The id is yours. The most specific profile wins: of the station, then of its groups, then of its model. Connected stations are set soon, others when they are back; see GET /stations/{id}/configuration.',
  })
  @ApiOkResponse({ type: ProfileDto, description: 'Replaced.' })
  @ApiCreatedResponse({ type: ProfileDto, description: 'Created.' })
  @ApiUnprocessableEntityResponse({
    description:
      'The station does not exist, or a value cannot be desired: a secret, of a wrong type, out of its limits.',
  })
  async put(
    @Caller() caller: Caller,
    @Param() { id }: ProfilePath,
    @Body() body: PutProfileBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileView> {
    const { profile, created } = await this.putProfile.put(caller, toProfile(id, body));
    reply.status(created ? 201 : 200);
    return toProfileView(profile);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One profile' })
  @ApiOkResponse({ type: ProfileDto })
  @ApiNotFoundResponse({ description: 'There is no such profile.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id }: ProfilePath): Promise<ProfileView> {
    const profile = await this.writer.read(tenantId, (em) => findProfile(em, tenantId, id));
    if (profile === null) throw notFound('configuration profile', id);
    return toProfileView(profile);
  }

  @Get()
  @ApiOperation({ summary: 'Profiles, in order of id' })
  @ApiOkResponse({ type: ProfilePageDto })
  async list(
    @Caller() { tenantId }: Caller,
    @Query() { limit, cursor }: ListProfilesQuery,
  ): Promise<Page<ProfileView>> {
    const after = fromCursor(cursor, z.string());
    const rows = await this.writer.read(tenantId, (em) => listProfiles(em, tenantId, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toProfileView);
  }

  @Get(':id/history')
  @ApiOperation({
    summary: 'Who changed a profile, when, to what; newest first',
    description: 'Also of a deleted one.',
  })
  @ApiOkResponse({ type: ChangePageDto })
  async history(
    @Caller() { tenantId }: Caller,
    @Param() { id }: ProfilePath,
    @Query() { limit, cursor }: ListProfilesQuery,
  ): Promise<Page<ChangeView>> {
    const of = { subject: 'configuration-profile', subjectId: id };
    const page = { limit, before: fromCursor(cursor, z.uuid()) };
    const rows = await this.writer.read(tenantId, (em) => changesOf(em, tenantId, of, page));
    return toPage(
      rows,
      limit,
      (row) => row.id,
      (row) => row,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a profile',
    description: 'Its values are not desired any more. Stations keep them, unless a wider profile wants others.',
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'There is no such profile.' })
  async delete(@Caller() caller: Caller, @Param() { id }: ProfilePath): Promise<void> {
    await this.putProfile.delete(caller, id);
  }
}
