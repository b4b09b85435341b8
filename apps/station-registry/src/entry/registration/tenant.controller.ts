import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { TenantRow } from '../../store/registration/tenant.row';
import { ChangeTenant } from '../../use-cases/registration/change-tenant';
import { assumedVersion, nullableText } from '../field-schemas';

const unknownStations = z.enum(['accept', 'pending', 'reject']);

class ChangeTenantBody extends createZodDto(
  z.strictObject({
    assumeVersion: assumedVersion
      .nullish()
      .describe('What stations speak that offer no WebSocket subprotocol. Default: the setting of the gateway.'),
    unknownStations: unknownStations
      .nullish()
      .describe(
        'What becomes of a station nobody registered: accept registers it with security profile 0, pending registers it to wait for approval, reject refuses its socket. Default: the setting UNKNOWN_STATIONS of the registry.',
      ),
    certificateOrganization: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .nullish()
      .describe('The organization (O) that client certificates of stations must bear. Default: any.'),
    operatorName: z.string().trim().min(1).max(255).nullish().describe('As it is published, see `/afir`.'),
    contactEmail: z.email().max(255).nullish(),
    contactPhone: z.string().trim().min(1).max(50).nullish(),
    website: z.url().max(255).nullish(),
  }),
) {}

const tenantView = z.object({
  id: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  countryCode: z.string(),
  partyId: z.string(),
  assumeVersion: nullableText,
  unknownStations: unknownStations.nullable(),
  certificateOrganization: nullableText,
  ...{ operatorName: nullableText, contactEmail: nullableText, contactPhone: nullableText, website: nullableText },
});
class TenantDto extends createZodDto(tenantView) {}

@ApiTags('tenant')
@Controller('tenant')
export class TenantController {
  constructor(private readonly changeTenant: ChangeTenant) {}

  @Get()
  @ApiOperation({ summary: "The caller's tenant: the defaults of its stations" })
  @ApiOkResponse({ type: TenantDto })
  read(@Caller() caller: Caller): Promise<TenantDto> {
    return this.changeTenant.read(caller).then(toView);
  }

  @Patch()
  @ApiOperation({
    summary: "Change the defaults of the tenant's stations",
    description: 'What is left out stays; null takes back. It counts from the next connection of each station on.',
  })
  @ApiOkResponse({ type: TenantDto })
  change(@Caller() caller: Caller, @Body() body: ChangeTenantBody): Promise<TenantDto> {
    return this.changeTenant.change(caller, body).then(toView);
  }
}

function toView(tenant: TenantRow): TenantDto {
  const { id, currency, timeZone, countryCode, partyId } = tenant;
  const { assumeVersion, unknownStations, certificateOrganization } = tenant;
  const { operatorName, contactEmail, contactPhone, website } = tenant;
  const published = { operatorName, contactEmail, contactPhone, website };
  return {
    ...{ id, currency, timeZone, countryCode, partyId, assumeVersion, unknownStations, certificateOrganization },
    ...published,
  };
}
