import { isDuplicate } from '@chargebus/database';
import { conflict, notFound } from '@chargebus/service-runtime';
import type { TemplateDefaults } from '../../domain/registration/station-template';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import {
  deleteTemplate,
  findTemplate,
  findTwin,
  putTemplate,
} from '../../store/registration/station-template.repository';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import { ensureTenant } from '../../store/registration/tenant.repository';

export interface TemplateInput {
  vendor: string;
  model: string | null;
  defaults: TemplateDefaults;
}

interface PutOutcome {
  template: StationTemplateRow;
  created: boolean;
}

/** Keeps the templates. A change counts for stations that are registered, or first boot, after it. */
export class PutTemplate {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 409 if another template is for the same vendor and model */
  async put(author: Author, id: string, input: TemplateInput): Promise<PutOutcome> {
    try {
      return await this.tryToPut(author, id, input);
    } catch (error) {
      // Another one for the same product was put at the same moment. It is there now, and can be named.
      if (!isDuplicate(error)) throw error;
      return this.tryToPut(author, id, input);
    }
  }

  private tryToPut(author: Author, id: string, input: TemplateInput): Promise<PutOutcome> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await ensureTenant(em, tenantId);
      const before = await findTemplate(em, tenantId, id);
      const template = { tenantId, id, ...input, createdAt: before?.createdAt ?? at, updatedAt: at };
      const twin = await findTwin(em, template);
      if (twin !== undefined) {
        const product = [input.vendor, input.model ?? 'all models'].join(', ');
        throw conflict('template-exists', `Template ${twin} is for ${product} already.`);
      }
      await putTemplate(em, template);
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
