import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A party that operates stations; its defaults apply where nothing nearer is set. */
@Entity('tenant')
export class TenantRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text', { name: 'party_id' }) partyId!: string;
}
