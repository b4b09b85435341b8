import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { grouped } from '../../store/grouped';
import { RegistryWriter } from '../../store/registry-writer';
import { getStation } from '../../store/registration/station.repository';
import { listVariables } from '../../store/configuration/station-variable.repository';
import { StationPath } from '../registration/station.dto';
import { ListVariablesQuery, toVariableView, VariablePageDto, type VariableView } from './variable.dto';

@ApiTags('configuration')
@Controller('stations/:id/variables')
export class VariablesController {
  constructor(private readonly writer: RegistryWriter) {}

  @Get()
  @ApiOperation({
    summary: 'What a station is set to, as it was last read',
    description:
      'OCPP 2.x: its device model. 1.x: its configuration keys, without a component. Values that are secret are never here.',
  })
  @ApiOkResponse({ type: VariablePageDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async list(
    @Caller() { tenantId }: Caller,
    @Param() { id: stationId }: StationPath,
    @Query() { limit, cursor, ...filter }: ListVariablesQuery,
  ): Promise<Page<VariableView>> {
    const after = fromCursor(cursor, z.string());
    const rows = await this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      return listVariables(em, { tenantId, stationId }, filter, { limit, after });
    });
    const variables = [...grouped(rows, ({ path }) => path).values()];
    return toPage(variables, limit, ([first]) => first?.path ?? '', toVariableView);
  }
}
