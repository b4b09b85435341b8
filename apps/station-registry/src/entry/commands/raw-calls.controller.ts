import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiGatewayTimeoutResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Caller } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { CallStation, type RawAnswer } from '../../use-cases/commands/call-station';
import { StationPath } from '../registration/station.dto';

class RawCallBody extends createZodDto(
  z.strictObject({
    action: z.string().min(1).max(100).describe("Any call of the station's OCPP version, e.g. GetConfiguration."),
    payload: z.record(z.string(), z.unknown()).default({}),
  }),
) {}

class RawAnswerDto extends createZodDto(
  z.object({
    result: z.unknown().optional().describe("The CALLRESULT's payload."),
    error: z
      .object({ code: z.string(), description: z.string(), details: z.unknown() })
      .optional()
      .describe('The CALLERROR.'),
  }),
) {}

@ApiTags('commands')
@Controller('stations/:id/ocpp')
export class RawCallsController {
  constructor(private readonly callStation: CallStation) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: "Send any call of the station's OCPP version",
    description: 'Checked against the schema before it leaves. It is kept in the ledger as a command of type `ocpp`.',
  })
  @ApiOkResponse({ type: RawAnswerDto, description: 'The station answered: its result, or its error.' })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  @ApiConflictResponse({ description: 'Reason `offline`: the station is not connected, nothing was sent.' })
  @ApiUnprocessableEntityResponse({ description: 'The payload fails the schema, or the version has no such action.' })
  @ApiGatewayTimeoutResponse({ description: 'Reason `timeout` or `unknown-outcome`: it was sent, and no answer came.' })
  call(@Caller() caller: Caller, @Param() { id }: StationPath, @Body() body: RawCallBody): Promise<RawAnswer> {
    return this.callStation.call(caller, id, body);
  }
}
