import { actor, registrationStatus } from '@chargebus/contracts';
import { listQuery, queryFlag } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { BootRecord } from '../../store/monitoring/read-history.repository';
import { instantView, nullableText, pageOf } from '../field-schemas';

export class ListBootsQuery extends createZodDto(
  z.strictObject({
    ...listQuery,
    firmwareChanged: queryFlag.optional().meta({ description: 'true: only boots with another firmware than before.' }),
  }),
) {}
export class ListChangesQuery extends createZodDto(z.strictObject(listQuery)) {}

const bootRecordView = z.object({
  id: z.uuid(),
  at: instantView.describe('When it was received.'),
  status: registrationStatus.describe('How it was answered.'),
  vendor: nullableText,
  model: nullableText,
  serialNumber: nullableText,
  firmwareVersion: nullableText,
  firmwareBefore: nullableText.describe('The version it told before, if this one is another; else null.'),
  iccid: nullableText,
  imsi: nullableText,
  meterType: nullableText,
  meterSerialNumber: nullableText,
  bootReason: nullableText.describe('OCPP 2.x, in its words.'),
});
export type BootRecordView = z.output<typeof bootRecordView>;
export class BootPageDto extends createZodDto(pageOf(bootRecordView)) {}

const changeView = z.object({
  id: z.uuid(),
  at: instantView,
  actor,
  subject: z.string().describe('`station` or `evse`.'),
  subjectId: z.string().describe("The station's id, or `<station>/<evse>`."),
  action: z.string().describe('`registered`, `changed`, `deleted`, `template-applied`, `password-changed`, ...'),
  change: z.record(z.string(), z.unknown()).describe('What was asked for.'),
});
export type ChangeView = z.output<typeof changeView>;
export class ChangePageDto extends createZodDto(pageOf(changeView)) {}

/** A boot as the API shows it. */
export function toBootRecordView({ id, at, status, boot, firmwareBefore }: BootRecord): BootRecordView {
  const changed = boot.firmwareVersion !== undefined && boot.firmwareVersion !== firmwareBefore;
  return {
    ...{ id, at, status },
    vendor: boot.vendor ?? null,
    model: boot.model ?? null,
    serialNumber: boot.serialNumber ?? null,
    firmwareVersion: boot.firmwareVersion ?? null,
    firmwareBefore: changed ? firmwareBefore : null,
    iccid: boot.iccid ?? null,
    imsi: boot.imsi ?? null,
    meterType: boot.meterType ?? null,
    meterSerialNumber: boot.meterSerialNumber ?? null,
    bootReason: boot.bootReason ?? null,
  };
}
