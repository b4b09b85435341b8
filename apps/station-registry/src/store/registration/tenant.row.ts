import type { OcppVersion } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UnknownStations } from '../../domain/registration/admission';
import { OptionalText } from '../columns';

/** A party that operates stations; its defaults apply where nothing nearer is set. */
@Entity('tenant')
export class TenantRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text', { name: 'party_id' }) partyId!: string;
  /** Of its stations that offer no WebSocket subprotocol and have no setting of their own. */
  @OptionalText('assume_version') assumeVersion!: OcppVersion | null;
  /** What becomes of stations nobody registered; null: as the service is set. */
  @OptionalText('unknown_stations') unknownStations!: UnknownStations | null;
  /** Who operates the stations, as it is published. */
  @OptionalText('operator_name') operatorName!: string | null;
  @OptionalText('contact_email') contactEmail!: string | null;
  @OptionalText('contact_phone') contactPhone!: string | null;
  @OptionalText('website') website!: string | null;
  /** The O that its stations' client certificates bear; null: any. */
  @OptionalText('certificate_organization') certificateOrganization!: string | null;
}
