import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, IdempotencyKey, toPage } from '@chargebus/service-runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ReadConfiguration } from '../../use-cases/configuration/read-configuration';
import { SendCommand } from '../../use-cases/commands/send-command';
import { CommandDto, toCommandView, WaitQuery, type CommandView } from '../commands/command.dto';
import { ConfigurationDto, ListConfigurationQuery, toSettingViews, type ConfigurationView } from './configuration.dto';
import { StationPath } from '../registration/station.dto';

@ApiTags('configuration')
@Controller('stations/:id/configuration')
export class ConfigurationController {
  constructor(
    private readonly configurations: ReadConfiguration,
    private readonly commands: SendCommand,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What is desired of a station, from where, what it has, and how the two stand',
    description: 'Also what was read and nothing is desired of. Nothing is asked of the station.',
  })
  @ApiOkResponse({ type: ConfigurationDto })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async get(
    @Caller() { tenantId }: Caller,
    @Param() { id: stationId }: StationPath,
    @Query() { limit, cursor, state, desired }: ListConfigurationQuery,
  ): Promise<ConfigurationView> {
    const after = fromCursor(cursor, z.string());
    const configuration = await this.configurations.read(tenantId, stationId);
    const { sync } = configuration;
    const all = toSettingViews(configuration).filter(
      (one) =>
        (state === undefined || one.state === state) && (desired === undefined || desired === (one.desired !== null)),
    );
    const from = after === undefined ? 0 : all.findIndex((one) => placeOf(one) === after) + 1;
    const page = toPage(all.slice(from, from + limit + 1), limit, placeOf, (one) => one);
    return { ...page, sync };
  }

  @Post('apply')
  @ApiOperation({
    summary: 'Bring a station to what is desired of it now',
    description:
      'The command apply-configuration: reads what the station has, sets what differs, reads that again. What was given up before is tried once more.',
  })
  @ApiOkResponse({ type: CommandDto, description: 'It ended; `response` has the states.' })
  @ApiAcceptedResponse({ type: CommandDto, description: 'It is still running.' })
  @ApiNotFoundResponse({ description: 'There is no such station.' })
  async apply(
    @Caller() caller: Caller,
    @Param() { id: stationId }: StationPath,
    @Query() { waitS }: WaitQuery,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandView> {
    const body = { type: 'apply-configuration' as const };
    const row = await this.commands.send(caller, { stationId, body, idempotencyKey, waitMs: waitS * 1_000 });
    reply.status(row.status === 'running' ? 202 : 200);
    return toCommandView(row);
  }
}

const placeOf = ({ name, variable }: ConfigurationView['items'][number]): string =>
  `${name.toLowerCase()}#${variable?.attribute ?? ''}`;
