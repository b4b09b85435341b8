import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateDefaults } from '../../domain/registration/station-template';
import { InstantColumn, OptionalText } from '../columns';

/** What stations of one product have unless people say otherwise; without a model, of all a vendor's that have no other. */
@Entity('station_template')
export class StationTemplateRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text') id!: string;
  @Column('text') vendor!: string;
  @OptionalText('model') model!: string | null;
  @Column('jsonb') defaults!: TemplateDefaults;
  @InstantColumn('created_at') createdAt!: string;
  @InstantColumn('updated_at') updatedAt!: string;
}
