import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExclusionReason } from '../../domain/monitoring/outage-exclusion';
import { InstantColumn, OptionalText } from '../columns';

/** A time in which an outage of a station, or of one of its EVSEs, does not count. */
@Entity('outage_exclusion')
export class OutageExclusionRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'station_id' }) stationId!: string;
  /** Null: all of the station's. */
  @Column('int', { nullable: true }) evse!: number | null;
  @InstantColumn('from_at') from!: string;
  @InstantColumn('to_at') to!: string;
  @Column('text') reason!: ExclusionReason;
  @OptionalText('note') note!: string | null;
  @Column('text', { name: 'actor_type' }) actorType!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @InstantColumn('created_at') createdAt!: string;
  @InstantColumn('deleted_at', { nullable: true }) deletedAt!: string | null;
}
