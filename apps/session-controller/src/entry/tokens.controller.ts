import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { tokenKey } from '../domain/token';
import { findToken, listTokens } from '../store/token.repository';
import { RegisterToken } from '../use-cases/register-token';
import { SessionsContext } from './sessions-context';
import {
  ImportTokensDto,
  ListTokensDto,
  PutTokenDto,
  TokenPathDto,
  toOrder,
  toTokenView,
  type TokenView,
} from './token.dto';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    private readonly context: SessionsContext,
    private readonly register: RegisterToken,
  ) {}

  @Put(':uid')
  @ApiOperation({ summary: 'Register a token, or change it', description: 'What is not given gets its default.' })
  async put(@Caller() caller: Caller, @Param() { uid }: TokenPathDto, @Body() body: PutTokenDto): Promise<TokenView> {
    return toTokenView(await this.register.put(caller, toOrder(uid, body)));
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Register or change many tokens',
    description:
      'All or none. The same import again changes nothing: a large one is sent in parts, and repeated safely.',
  })
  import(
    @Caller() caller: Caller,
    @Body() { tokens }: ImportTokensDto,
  ): Promise<{ created: number; changed: number; unchanged: number }> {
    return this.register.import(
      caller,
      tokens.map(({ uid, ...body }) => toOrder(uid, body)),
    );
  }

  @Get()
  @ApiOperation({ summary: 'List tokens' })
  async list(@Caller() caller: Caller, @Query() query: ListTokensDto): Promise<Page<TokenView>> {
    const { cursor, limit, ...filter } = query;
    const after = fromCursor(cursor, z.string());
    const rows = await listTokens(this.context.em, { ...filter, tenantId: caller.tenantId, after, limit: limit + 1 });
    return toPage(rows, limit, ({ uid }) => tokenKey(uid), toTokenView);
  }

  @Get(':uid')
  @ApiOperation({ summary: 'Read a token' })
  async read(@Caller() caller: Caller, @Param() { uid }: TokenPathDto): Promise<TokenView> {
    const token = await findToken(this.context.em, caller.tenantId, uid);
    if (token === undefined) throw notFound('token', uid);
    return toTokenView(token);
  }

  @Delete(':uid')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a token', description: 'Its sessions stay. The uid is unknown from now on.' })
  async delete(@Caller() caller: Caller, @Param() { uid }: TokenPathDto): Promise<void> {
    if (!(await this.register.delete(caller, uid))) throw notFound('token', uid);
  }
}
