import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, OptionalText } from '../columns';

/** Degrees, WGS 84. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** What is published of a location besides (AFIR article 20(2)); what is not said is absent. */
export interface PublicData {
  openingHours?: string | undefined;
  owner?: { name: string; contact?: string | undefined } | undefined;
  accessibleParkingSpaces?: number | undefined;
  vehicleTypes?: string[] | undefined;
  renewableEnergy?: boolean | undefined;
}

@Entity('location')
export class LocationRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @OptionalText('address') address!: string | null;
  @Column('jsonb', { nullable: true }) coordinates!: Coordinates | null;
  @OptionalText('time_zone') timeZone!: string | null;
  @OptionalText('country_code') countryCode!: string | null;
  @Column('jsonb', { name: 'public_data', nullable: true }) publicData!: PublicData | null;
  @InstantColumn('created_at') createdAt!: string;
  @InstantColumn('updated_at') updatedAt!: string;
}
