import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, notFound } from '@chargebus/service-runtime';
import { DescribeEvse } from '../../use-cases/registration/describe-evse';
import { DescribeEvseBody, EvsePath } from './station.dto';
import { EvseDto, toEvseView, type EvseView } from './station-view';

@ApiTags('stations')
@Controller('stations/:id/evses')
export class EvsesController {
  constructor(private readonly describeEvse: DescribeEvse) {}

  @Patch(':n')
  @ApiOperation({
    summary: 'Say what an EVSE and its connectors are',
    description: 'Made if the station has not reported it yet. What is left out stays; null takes back.',
  })
  @ApiOkResponse({ type: EvseDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  @ApiConflictResponse({ description: 'Reason `evse-id-used`: another EVSE has that eMI3 id.' })
  async describe(
    @Caller() caller: Caller,
    @Param() { id, n }: EvsePath,
    @Body() body: DescribeEvseBody,
  ): Promise<EvseView> {
    const { evses, connectors } = await this.describeEvse.describe(caller, id, n, body);
    const evse = evses.find((row) => row.id === n);
    if (evse === undefined) throw notFound('evse', n);
    return toEvseView(evse, connectors);
  }
}
