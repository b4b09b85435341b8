import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { isCurrency } from '../domain/money';
import { isTimeZone } from '../domain/zone';

const text = (most: number) => z.string().trim().min(1).max(most);
const optionalText = (most: number) =>
  text(most)
    .nullish()
    .transform((value) => value ?? null);
const email = z
  .email()
  .max(255)
  .nullish()
  .transform((value) => value ?? null);
const month = z
  .string()
  .regex(/^(20\d\d|21\d\d)-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03')
  .describe("`YYYY-MM`, in the seller's time zone.");
const currency = z.string().refine(isCurrency, 'is not a currency of ISO 4217').optional();
const customerId = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 letters, digits or ._~-')
  .describe('As the operator counts customers.');
const tokenGroupId = text(255);

export class CustomerPath extends createZodDto(z.object({ id: customerId })) {}
export class ListCustomersDto extends createZodDto(z.strictObject(listQuery)) {}
export class CustomerDto extends createZodDto(
  z.strictObject({
    name: text(200),
    address: optionalText(500),
    email,
    vatId: optionalText(50),
    tokens: z.array(text(255)).max(10_000).default([]).describe('Uids; what is left out is not theirs any more.'),
    tokenGroupIds: z.array(tokenGroupId).max(1_000).default([]),
    since: z.iso
      .datetime({ offset: true })
      .transform((at) => new Date(at).toISOString())
      .optional()
      .describe('From when on new tokens and groups are theirs, by the start of sessions. Default: now.'),
  }),
) {}

export class SellerDto extends createZodDto(
  z.strictObject({
    name: text(200),
    address: text(500),
    vatId: optionalText(50),
    email,
    timeZone: z.string().refine(isTimeZone, 'is not an IANA time zone').describe('Where its months begin.'),
    footer: optionalText(1_000).describe('Printed at the foot: bank account, register, terms of payment.'),
  }),
) {}

const onePayer = <T extends { customerId?: string | undefined; tokenGroupId?: string | undefined }>(
  value: T,
): boolean => (value.customerId === undefined) !== (value.tokenGroupId === undefined);
const ONE_PAYER = { message: 'name one of customerId and tokenGroupId', path: ['customerId'] };
const payer = { customerId: customerId.optional(), tokenGroupId: tokenGroupId.optional() };

export class NewInvoiceDto extends createZodDto(
  z.strictObject({ ...payer, month, currency }).refine(onePayer, ONE_PAYER),
) {}
export class StatementDto extends createZodDto(
  z.strictObject({ ...payer, month, currency }).refine(onePayer, ONE_PAYER),
) {}
export class ListInvoicesDto extends createZodDto(
  z
    .strictObject({ ...listQuery, ...payer, month: month.optional() })
    .refine((query) => query.customerId === undefined || query.tokenGroupId === undefined, ONE_PAYER),
) {}
export class NewRunDto extends createZodDto(z.strictObject({ month })) {}
export class ListResultsDto extends createZodDto(z.strictObject(listQuery)) {}
