import type { ChargingState, ConnectorStatus } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, OptionalText } from '../columns';

/** A connector: what it reports, and what people say it is (standard, power type, maximum power). EVSE 0 is the station itself. */
@Entity('connector')
export class ConnectorRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @PrimaryColumn('int') evse!: number;
  @PrimaryColumn('int') id!: number;
  @OptionalText('status') status!: ConnectorStatus | null;
  @InstantColumn('status_at', { nullable: true }) statusAt!: string | null;
  @InstantColumn('status_since', { nullable: true }) statusSince!: string | null;
  @OptionalText('error_code') errorCode!: string | null;
  @InstantColumn('error_since', { nullable: true }) errorSince!: string | null;
  @OptionalText('info') info!: string | null;
  @OptionalText('vendor_error_code') vendorErrorCode!: string | null;
  @OptionalText('charging_state') chargingState!: ChargingState | null;
  @InstantColumn('charging_state_at', { nullable: true }) chargingStateAt!: string | null;
  @OptionalText('transaction_ref') transactionRef!: string | null;
  @OptionalText('standard') standard!: string | null;
  @OptionalText('power_type') powerType!: string | null;
  @Column('int', { name: 'max_power_w', nullable: true }) maxPowerW!: number | null;
}

interface ConnectorKey {
  tenant_id: string;
  station_id: string;
  evse: number;
  id: number;
}

/** The order in which writers of many connectors take them, so that two of them never wait for each other. */
export function inOrderOfConnectors(a: ConnectorKey, b: ConnectorKey): number {
  const names = ['tenant_id', 'station_id'] as const;
  for (const name of names) if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1;
  return a.evse - b.evse || a.id - b.id;
}
