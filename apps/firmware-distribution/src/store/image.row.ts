import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A firmware image. Written once, but for its retirement; its content is the file of its id. */
@Entity('image')
export class ImageRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') vendor!: string;
  @Column('text') model!: string;
  @Column('text') version!: string;
  @Column('text', { nullable: true }) notes!: string | null;
  @Column('text', { name: 'reported_version', nullable: true }) reportedVersion!: string | null;
  @Column('text', { nullable: true }) hardware!: string | null;
  @Column('text', { nullable: true }) signature!: string | null;
  @Column('text', { name: 'signing_certificate', nullable: true }) signingCertificate!: string | null;
  /** From then on no new link is made for it. */
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: string | null;
  @Column('text', { name: 'file_name' }) fileName!: string;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes!: number;
  @Column('text') sha256!: string;
  @Column('text', { name: 'created_by_type' }) createdByType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'created_by_id' }) createdById!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
}
