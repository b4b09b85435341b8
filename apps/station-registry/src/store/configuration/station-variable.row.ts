import type { VariableAttribute, VariableReport } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, OptionalText } from '../columns';

/** What a setting was last read to be: a configuration key of 1.x (no component), or an attribute of a variable of 2.x. */
@Entity('station_variable')
export class StationVariableRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  /** `pathOf` its name. */
  @PrimaryColumn('text') path!: string;
  @PrimaryColumn('text') attribute!: VariableAttribute;
  @OptionalText('component') component!: string | null;
  @OptionalText('component_instance') componentInstance!: string | null;
  @Column('int', { name: 'evse_id', nullable: true }) evseId!: number | null;
  @Column('int', { name: 'connector_id', nullable: true }) connectorId!: number | null;
  @Column('text') variable!: string;
  @OptionalText('instance') instance!: string | null;
  /** Null if the station did not tell it, and of what can only be written. */
  @OptionalText('value') value!: string | null;
  /** Null if it was only ever read by itself, which does not tell. */
  @OptionalText('mutability') mutability!: VariableReport['attributes'][number]['mutability'] | null;
  @Column('boolean', { nullable: true }) persistent!: boolean | null;
  @Column('boolean', { nullable: true }) constant!: boolean | null;
  @Column('jsonb', { nullable: true }) characteristics!: NonNullable<VariableReport['characteristics']> | null;
  @InstantColumn('read_at') readAt!: string;
}
