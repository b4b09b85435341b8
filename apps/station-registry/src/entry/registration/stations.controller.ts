import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller, fromCursor, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { ChangeStation } from '../../use-cases/registration/change-station';
import { DeleteStation } from '../../use-cases/registration/delete-station';
import { ReadStations } from '../../use-cases/registration/read-stations';
import { RegisterStation, type Registered } from '../../use-cases/registration/register-station';
import { ChangeStationBody, CreateStationBody, ListStationsQuery, StationPath } from './station.dto';
import { RegisteredStationDto, StationDto, StationPageDto, toStationView, type StationView } from './station-view';

@ApiTags('stations')
@Controller('stations')
export class StationsController {
  constructor(
    private readonly registerStation: RegisterStation,
    private readonly changeStation: ChangeStation,
    private readonly deleteStation: DeleteStation,
    private readonly readStations: ReadStations,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Register a station',
    description:
      'From security profile 1 on a station has a password. One that is not given is made (20 letters and digits) and told in this answer only.',
  })
  @ApiCreatedResponse({ type: RegisteredStationDto })
  @ApiConflictResponse({
    description:
      'Reason `station-exists`, `station-id-used` (a deleted id is not used again) or `evse-id-used` (of another EVSE).',
  })
  @ApiUnprocessableEntityResponse({ description: 'The location or the template does not exist.' })
  async register(@Caller() caller: Caller, @Body() body: CreateStationBody): Promise<RegisteredStationDto> {
    return toRegistered(await this.registerStation.register(caller, body));
  }

  @Get()
  @ApiOperation({ summary: 'Stations, in order of id', description: 'Filters are combined by "and".' })
  @ApiOkResponse({ type: StationPageDto })
  async list(@Caller() { tenantId }: Caller, @Query() query: ListStationsQuery): Promise<Page<StationView>> {
    const { limit, cursor, ...filter } = query;
    const page = await this.readStations.list(tenantId, filter, { limit, after: fromCursor(cursor, z.string()) });
    return { items: page.items.map(toStationView), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One station: as registered, and as it reports itself' })
  @ApiOkResponse({ type: StationDto })
  @ApiNotFoundResponse({ description: 'There is no such station, or it was deleted.' })
  async get(@Caller() { tenantId }: Caller, @Param() { id }: StationPath): Promise<StationView> {
    return toStationView(await this.readStations.get(tenantId, id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a station',
    description:
      'What is left out stays; null takes back. A profile that needs a password makes one, told in this answer.',
  })
  @ApiOkResponse({ type: RegisteredStationDto })
  @ApiNotFoundResponse({ description: 'There is no such station, or it was deleted.' })
  @ApiUnprocessableEntityResponse({ description: 'The location does not exist, or a password that nothing asks for.' })
  async change(
    @Caller() caller: Caller,
    @Param() { id }: StationPath,
    @Body() body: ChangeStationBody,
  ): Promise<RegisteredStationDto> {
    return toRegistered(await this.changeStation.change(caller, id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a station',
    description: 'It is not admitted any more; its history stays, its id is not used again.',
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'There is no such station, or it was deleted before.' })
  async delete(@Caller() caller: Caller, @Param() { id }: StationPath): Promise<void> {
    await this.deleteStation.delete(caller, id);
  }
}

function toRegistered({ details, password }: Registered): RegisteredStationDto {
  return { ...toStationView(details), ...(password === undefined ? {} : { password }) };
}
