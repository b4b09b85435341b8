import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import { findWebhook, listWebhooks, type Webhook } from '../store/webhook.repository';
import { listDeliveries, type Delivery } from '../store/webhook-delivery.repository';
import {
  addWebhook,
  changeSecret,
  changeWebhook,
  removeWebhook,
  replayDelivery,
  replaySince,
  type WebhookDesk,
} from '../use-cases/manage-webhooks';
import { BillingContext } from './billing-context';
import { BillingWorkers } from './billing-workers';
import {
  ChangeWebhookDto,
  ListDeliveriesDto,
  ListWebhooksDto,
  NewSecretDto,
  NewWebhookDto,
  ReplayDto,
} from './webhook.dto';

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly billing: BillingContext,
    private readonly workers: BillingWorkers,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Have facts told to a URL',
    description:
      'POST, signed as Standard Webhooks says; at least once each, in no certain order. The secret is told in this answer and never again.',
  })
  add(@Caller() caller: Caller, @Body() body: NewWebhookDto): Promise<Webhook & { secret: string }> {
    return addWebhook(this.desk(caller), body);
  }

  @Get()
  @ApiOperation({ summary: 'List webhooks, newest first' })
  async list(@Caller() { tenantId }: Caller, @Query() { limit, cursor }: ListWebhooksDto): Promise<Page<Webhook>> {
    const after = fromCursor(cursor, z.uuid());
    const rows = await listWebhooks(this.billing.dataSource.manager, tenantId, { limit, after });
    return toPage(rows, limit, ({ id }) => id);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a webhook' })
  read(@Caller() { tenantId }: Caller, @Param('id') id: string): Promise<Webhook> {
    return this.get(tenantId, id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a webhook, or switch it off and on' })
  change(@Caller() caller: Caller, @Param('id') id: string, @Body() body: ChangeWebhookDto): Promise<Webhook> {
    return changeWebhook(this.desk(caller), idOf(id), body).finally(() => this.workers.webhooks.nudge());
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook', description: 'What waits for it is not sent.' })
  delete(@Caller() caller: Caller, @Param('id') id: string): Promise<void> {
    return removeWebhook(this.desk(caller), idOf(id));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Change the secret',
    description: 'For a while both sign, so that the receiver can change over.',
  })
  rotate(@Caller() caller: Caller, @Param('id') id: string, @Body() body: NewSecretDto) {
    return changeSecret(this.desk(caller), idOf(id), body);
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'List deliveries, newest first', description: '`dead`: given up after so many attempts.' })
  async deliveries(
    @Caller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query() { limit, cursor, status }: ListDeliveriesDto,
  ): Promise<Page<Delivery>> {
    await this.get(tenantId, id);
    const after = fromCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
    const rows = await listDeliveries(this.billing.dataSource.manager, tenantId, id, { status, limit, after });
    return toPage(rows, limit, (delivery) => [delivery.createdAt, delivery.id]);
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a delivery again, under the same webhook-id' })
  async replayOne(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<{ replayed: number }> {
    await replayDelivery(this.desk(caller), idOf(id), deliveryId);
    this.workers.webhooks.nudge();
    return { replayed: 1 };
  }

  @Post(':id/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send all deliveries since a time again, each under its webhook-id' })
  async replay(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ReplayDto,
  ): Promise<{ replayed: number }> {
    const replayed = await replaySince(this.desk(caller), idOf(id), body);
    this.workers.webhooks.nudge();
    return { replayed };
  }

  private async get(tenantId: string, id: string): Promise<Webhook> {
    const webhook = await findWebhook(this.billing.dataSource.manager, tenantId, idOf(id));
    if (!webhook) throw notFound('webhook', id);
    return webhook;
  }

  private desk({ tenantId, actor }: Caller): WebhookDesk {
    return { dataSource: this.billing.dataSource, tenantId, actor, reach: this.workers.reach };
  }
}

function idOf(id: string): string {
  if (!z.guid().safeParse(id).success) throw notFound('webhook', id);
  return id;
}
