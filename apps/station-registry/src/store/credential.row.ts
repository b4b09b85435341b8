import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which credential of a station: the one in force, or the one a password change is bringing in. */
export const CURRENT_SLOT = 1;

@Entity('credential')
export class CredentialRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @PrimaryColumn('int') slot!: number;
  @Column('bytea') salt!: Buffer;
  @Column('bytea') hash!: Buffer;
}
