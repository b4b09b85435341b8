import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, OptionalText } from '../columns';

/** An EVSE: `id` as the station counts it, `uid` the platform's own, `evseId` the eMI3 id printed on it. */
@Entity('evse')
export class EvseRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @PrimaryColumn('int') id!: number;
  @Column('uuid') uid!: string;
  @OptionalText('evse_id') evseId!: string | null;
  @OptionalText('active_session_id') activeSessionId!: string | null;
  @InstantColumn('active_session_started_at', { nullable: true }) activeSessionStartedAt!: string | null;
  /** When its first status was received: it is in service from then on. */
  @InstantColumn('in_service_since', { nullable: true }) inServiceSince!: string | null;
  @Column('double precision', { name: 'power_w', nullable: true }) powerW!: number | null;
}
