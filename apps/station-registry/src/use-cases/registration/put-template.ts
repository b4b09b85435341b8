import { conflict, notFound } from '@chargebus/service-runtime';
import type { TemplateDefaults } from '../../domain/registration/station-template';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { deleteTemplate, findTemplate, putTemplate } from '../../store/registration/station-template.repository';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import { ensureTenant } from '../../store/registration/tenant.repository';

export interface TemplateInput {
  vendor: string;
  model: string | null;
  defaults: TemplateDefaults;
}

/** Keeps the templates. A change counts for stations that are registered, or first boot, after it. */
export class PutTemplate {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 409 if another template is for the same vendor and model */
  put(author: Author, id: string, input: TemplateInput): Promise<{ template: StationTemplateRow; created: boolean }> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await ensureTenant(em, tenantId);
      const before = await findTemplate(em, tenantId, id);
      const template = { tenantId, id, ...input, createdAt: before?.createdAt ?? at, updatedAt: at };
      if (!(await putTemplate(em, template))) {
        throw conflict(
          'template-exists',
          `Another template is for ${[input.vendor, input.model ?? 'all models'].join(', ')}.`,
        );
      }
      await tx.logChange('station-template', id, before === null ? 'created' : 'changed', input);
      return { template, created: before === null };
    });
  }

  /** Stations that have had its defaults keep them. @throws Problem 404 */
  delete(author: Author, id: string): Promise<void> {
    return this.writer.write(author, async (tx) => {
      if (!(await deleteTemplate(tx.em, tx.tenantId, id))) throw notFound('station-template', id);
      await tx.logChange('station-template', id, 'deleted', {});
    });
  }
}
