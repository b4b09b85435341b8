import type { Actor } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { notFound, unprocessable, type DataSource } from '@chargebus/service-runtime';
import {
  beginHoldings,
  endHoldings,
  findCustomer,
  findCustomerDetails,
  findOtherHolders,
  lockHoldings,
  saveCustomer,
  type Customer,
  type CustomerDetails,
  type Holding,
} from '../store/customer.repository';

export interface CustomerInput extends CustomerDetails {
  tokens: string[];
  tokenGroupIds: string[];
  /** From when on what is new belongs to the customer: sessions that begin then or later are theirs. Default: now. */
  since?: string | undefined;
}
interface By {
  tenantId: string;
  actor: Actor;
}

/**
 * Makes or changes a customer. What it does not own any more it owned until now; a token or a group has one owner at a time.
 * @throws Problem 422 naming each token and group that somebody else owns then, and an id that was deleted
 */
export async function putCustomer(
  dataSource: DataSource,
  by: By,
  id: string,
  { tokens, tokenGroupIds, since, ...details }: CustomerInput,
): Promise<Customer> {
  const at = new Date().toISOString();
  const from = since ?? at;
  const holdings = toHoldings(tokens, tokenGroupIds);
  return inTenant(dataSource, by.tenantId, async (em) => {
    await lockHoldings(em, by.tenantId);
    const isDeleted =
      (await findCustomerDetails(em, by.tenantId, id)) && !(await findCustomer(em, by.tenantId, id)) ? [id] : [];
    if (isDeleted.length > 0) throw unprocessable([{ path: 'id', message: `${id} was deleted; ids are not re-used` }]);
    const others = await findOtherHolders(em, by.tenantId, id, holdings, from);
    if (others.length > 0) throw unprocessable(others.map(toFault));
    await saveCustomer(em, by.tenantId, { id, details, at, deletedAt: null }, by.actor);
    await endHoldings(em, by.tenantId, id, holdings, at);
    await beginHoldings(em, by.tenantId, id, holdings, from);
    return (await findCustomer(em, by.tenantId, id)) as Customer;
  });
}

/** Deletes a customer; it still gets invoices of the sessions that began while it owned their tokens. @throws Problem 404 */
export async function deleteCustomer(dataSource: DataSource, by: By, id: string): Promise<void> {
  const at = new Date().toISOString();
  await inTenant(dataSource, by.tenantId, async (em) => {
    await lockHoldings(em, by.tenantId);
    const customer = await findCustomer(em, by.tenantId, id);
    if (!customer) throw notFound('customer', id);
    const { name, address, email, vatId } = customer;
    await endHoldings(em, by.tenantId, id, [], at);
    await saveCustomer(em, by.tenantId, { id, details: { name, address, email, vatId }, at, deletedAt: at }, by.actor);
  });
}

const toHoldings = (tokens: string[], groups: string[]): Holding[] => [
  ...[...new Set(tokens.map((uid) => uid.toUpperCase()))].map((value) => ({ kind: 'token' as const, value })),
  ...[...new Set(groups)].map((value) => ({ kind: 'token-group' as const, value })),
];

function toFault({ kind, value, customerId, until }: Awaited<ReturnType<typeof findOtherHolders>>[number]) {
  const path = kind === 'token' ? 'tokens' : 'tokenGroupIds';
  return { path, message: `${value} belongs to customer ${customerId}${until === null ? '' : ` until ${until}`}` };
}
