import type { OcppVersion, RegistrationStatus, Transport } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Boot } from '../../domain/monitoring/station-state';
import { InstantColumn, OptionalText } from '../columns';

/** A station as the log tells it. */
@Entity('station_state')
export class StationStateRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @Column('boolean') connected!: boolean;
  @OptionalText('log_epoch') logEpoch!: string | null;
  @Column('bigint', { name: 'link_epoch', nullable: true }) linkEpoch!: number | null;
  @OptionalText('link_id') linkId!: string | null;
  @OptionalText('gateway_id') gatewayId!: string | null;
  @OptionalText('ocpp_version') ocppVersion!: OcppVersion | null;
  @OptionalText('transport') transport!: Transport | null;
  @InstantColumn('connected_at', { nullable: true }) connectedAt!: string | null;
  @InstantColumn('disconnected_at', { nullable: true }) disconnectedAt!: string | null;
  @InstantColumn('last_seen_at', { nullable: true }) lastSeenAt!: string | null;
  @OptionalText('boot_status') bootStatus!: RegistrationStatus | null;
  @Column('jsonb', { nullable: true }) boot!: Boot | null;
}
