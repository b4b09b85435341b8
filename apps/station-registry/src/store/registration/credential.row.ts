import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The credential in force. */
export const CURRENT_SLOT = 1;
/** From here on those that password changes bring in; all admit until it is known which one the station has. */
export const NEXT_SLOT = 2;

@Entity('credential')
export class CredentialRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @PrimaryColumn('int') slot!: number;
  @Column('bytea') salt!: Buffer;
  @Column('bytea') hash!: Buffer;
}
