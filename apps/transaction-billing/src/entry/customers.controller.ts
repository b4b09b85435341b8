import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { inTenant } from '@chargebus/database';
import { Caller, fromCursor, notFound, toPage, type Page } from '@chargebus/service-runtime';
import { z } from 'zod';
import type { Seller } from '../domain/invoice';
import { findCustomer, findSeller, listCustomers, saveSeller, type Customer } from '../store/customer.repository';
import { deleteCustomer, putCustomer } from '../use-cases/put-customer';
import { BillingContext } from './billing-context';
import { CustomerDto, CustomerPath, ListCustomersDto, SellerDto } from './invoice.dto';

@ApiTags('invoices')
@Controller()
export class CustomersController {
  constructor(private readonly billing: BillingContext) {}

  @Put('customers/:id')
  @ApiOperation({
    summary: 'Make or change a customer',
    description: 'A customer pays for the sessions that begin with its tokens, or with tokens of its groups.',
  })
  put(@Caller() caller: Caller, @Param() { id }: CustomerPath, @Body() body: CustomerDto): Promise<Customer> {
    return putCustomer(this.billing.dataSource, caller, id, body);
  }

  @Get('customers')
  @ApiOperation({ summary: 'List customers, in the order of their ids' })
  async list(@Caller() caller: Caller, @Query() { limit, cursor }: ListCustomersDto): Promise<Page<Customer>> {
    const after = fromCursor(cursor, z.string());
    const rows = await listCustomers(this.billing.dataSource.manager, caller.tenantId, { limit, after });
    return toPage(rows, limit, ({ id }) => id);
  }

  @Get('customers/:id')
  @ApiOperation({ summary: 'Read a customer' })
  async read(@Caller() caller: Caller, @Param() { id }: CustomerPath): Promise<Customer> {
    const customer = await findCustomer(this.billing.dataSource.manager, caller.tenantId, id);
    if (!customer) throw notFound('customer', id);
    return customer;
  }

  @Delete('customers/:id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a customer',
    description: 'What it charged until now is still invoiced to it. Its id is not used again.',
  })
  delete(@Caller() caller: Caller, @Param() { id }: CustomerPath): Promise<void> {
    return deleteCustomer(this.billing.dataSource, caller, id);
  }

  @Get('seller')
  @ApiOperation({ summary: 'Who issues the invoices' })
  async readSeller(@Caller() caller: Caller): Promise<Seller> {
    const seller = await findSeller(this.billing.dataSource.manager, caller.tenantId);
    if (!seller) throw notFound('seller', 'yet');
    return seller;
  }

  @Put('seller')
  @ApiOperation({ summary: 'Say who issues the invoices', description: 'Counts for invoices issued from now on.' })
  async putSeller(@Caller() { tenantId, actor }: Caller, @Body() body: SellerDto): Promise<Seller> {
    await inTenant(this.billing.dataSource, tenantId, (em) => saveSeller(em, tenantId, body, actor));
    return body;
  }
}
