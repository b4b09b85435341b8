import type { EvseMap, OcppVersion, RegistrationStatus } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Capabilities } from '../../domain/configuration/capabilities';
import { InstantColumn, OptionalText } from '../columns';

/** A station as people registered it. What it reports itself is in `StationStateRow`, written by the projection alone. */
@Entity('station')
export class StationRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text') id!: string;
  @OptionalText('name') name!: string | null;
  @OptionalText('location_id') locationId!: string | null;
  @OptionalText('time_zone') timeZone!: string | null;
  @Column('text', { array: true }) tags!: string[];
  @Column('text', { array: true }) groups!: string[];
  @Column('int', { name: 'security_profile' }) securityProfile!: number;
  @Column('boolean') strict!: boolean;
  @Column('text') registration!: RegistrationStatus;
  @Column('boolean') disabled!: boolean;
  @Column('jsonb', { nullable: true }) capabilities!: Capabilities | null;
  /** What it is registered as; what it says itself is in its boot. */
  @OptionalText('vendor') vendor!: string | null;
  @OptionalText('model') model!: string | null;
  /** The template whose defaults it got, when it was registered or first booted; null: none yet. */
  @OptionalText('template_id') templateId!: string | null;
  /** What people have set of that which a template may give. */
  @Column('text', { name: 'explicit_fields', array: true }) explicitFields!: string[];
  /** Of a 1.x station: which of its connectors are not EVSE n, connector 1. */
  @Column('jsonb', { name: 'evse_map', nullable: true }) evseMap!: EvseMap | null;
  /** As its maker stamped it: a client certificate may bear it instead of the id. */
  @OptionalText('serial_number') serialNumber!: string | null;
  /** Of a station that offers no WebSocket subprotocol; null: the tenant's setting, else the gateway's. */
  @OptionalText('assume_version') assumeVersion!: OcppVersion | null;
  /** Whether it shows drivers what charging costs; null: as it says itself. */
  @Column('boolean', { name: 'shows_cost', nullable: true }) showsCost!: boolean | null;
  /** Where calls are posted if it speaks SOAP; null: where it says itself. */
  @OptionalText('callback_url') callbackUrl!: string | null;
  /** If it speaks SOAP: the addresses and CIDR ranges it may post from; empty: any that the gateway takes. */
  @Column('text', { name: 'allowed_addresses', array: true }) allowedAddresses!: string[];
  /** The security profile to raise it to once it connects with it. */
  @Column('int', { name: 'upgrade_profile_to', nullable: true }) upgradeSecurityProfileTo!: number | null;
  /** Links opened before this are to end: what they were admitted by has changed. */
  @InstantColumn('relink_at', { nullable: true }) relinkAt!: string | null;
  @InstantColumn('deleted_at', { nullable: true }) deletedAt!: string | null;
  @InstantColumn('created_at') createdAt!: string;
  @InstantColumn('updated_at') updatedAt!: string;
}
