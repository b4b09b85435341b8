import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { findLocation, listLocations } from '../../store/registration/location.repository';
import { RegistryWriter } from '../../store/registry-writer';
import { PutLocation } from '../../use-cases/registration/put-location';
import {
  ListLocationsQuery,
  LocationDto,
  LocationPageDto,
  LocationPath,
  PutLocationBody,
  toLocationInput,
  toLocationView,
  type LocationView,
} from './location.dto';

@ApiTags('locations')
@Controller('locations')
export class LocationsController {
  constructor(
    private readonly putLocation: PutLocation,
    private readonly writer: RegistryWriter,
  ) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Create or replace a location',
    description:
      'The id is yours. What the body leaves out is taken back. A new time zone counts for all its stations.',
  })
  @ApiOkResponse({ type: LocationDto, description: 'Replaced.' })
  @ApiCreatedResponse({ type: LocationDto, description: 'Created.' })
  async put(
    @Caller() caller: Caller,
    @Param() { id }: LocationPath,
    @Body() body: PutLocationBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LocationView> {
    const { location, created } = await this.putLocation.put(caller, id, toLocationInput(body));
    reply.status(created ? 201 : 200);
    return toLocationView(location);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One location' })
  @ApiOkResponse({ type: LocationDto })
  @ApiNotFoundResponse({ description: 'There is no such location.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id }: LocationPath): Promise<LocationView> {
    const location = await this.writer.read(tenantId, (em) => findLocation(em, tenantId, id));
    if (location === null) throw notFound('location', id);
    return toLocationView(location);
  }

  @Get()
  @ApiOperation({ summary: 'Locations, in order of id' })
  @ApiOkResponse({ type: LocationPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListLocationsQuery): Promise<Page<LocationView>> {
    const { limit } = query;
    const after = fromCursor(query.cursor, z.string());
    const rows = await this.writer.read(tenantId, (em) => listLocations(em, tenantId, { limit, after }));
    return toPage(rows, limit, ({ id }) => id, toLocationView);
  }
}
