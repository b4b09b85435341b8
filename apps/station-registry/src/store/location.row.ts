import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, OptionalText } from './columns';

/** Degrees, WGS 84. */
export interface Coordinates {
  latitude: number;
  longitude: number;
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
  @InstantColumn('created_at') createdAt!: string;
  @InstantColumn('updated_at') updatedAt!: string;
}
