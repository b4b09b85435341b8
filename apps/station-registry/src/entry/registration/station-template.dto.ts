import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import { evseMap, instantView, labels, nullableText, pageOf, securityProfile, templateEvses } from '../field-schemas';

const templateId = z.string().regex(/^[\w.-]{1,50}$/, 'must be 1 to 50 letters, digits, `_`, `-` or `.`');

const defaults = {
  tags: labels.optional(),
  groups: labels.optional(),
  securityProfile: securityProfile.optional().meta({
    description: 'Of a station that is registered. One that boots is raised to it as soon as it connects with it.',
  }),
  strict: z.boolean().optional(),
  evseMap: evseMap.optional(),
  evses: templateEvses.optional(),
};

/** What is left out of a PUT is taken back: the template is replaced as a whole. */
export class PutTemplateBody extends createZodDto(
  z.strictObject({
    vendor: z.string().trim().min(1).max(50).describe('As stations name it when they boot; compared in any case.'),
    model: z
      .string()
      .trim()
      .min(1)
      .max(50)
      .nullish()
      .describe("Default: all of the vendor's that have no template of their own."),
    ...defaults,
  }),
) {}

export class TemplatePath extends createZodDto(z.object({ id: templateId })) {}
export class ListTemplatesQuery extends createZodDto(z.strictObject(listQuery)) {}

const templateView = z.object({
  id: z.string(),
  vendor: z.string(),
  model: nullableText,
  ...defaults,
  createdAt: instantView,
  updatedAt: instantView,
});
export type TemplateView = z.output<typeof templateView>;
export class TemplateDto extends createZodDto(templateView) {}
export class TemplatePageDto extends createZodDto(pageOf(templateView)) {}

export function toTemplateView({
  id,
  vendor,
  model,
  defaults: given,
  createdAt,
  updatedAt,
}: StationTemplateRow): TemplateView {
  return { id, vendor, model, ...(given as Partial<TemplateView>), createdAt, updatedAt };
}
