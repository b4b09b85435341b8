import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A firmware image. Written once; its content is the file of its id. */
@Entity('image')
export class ImageRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') vendor!: string;
  @Column('text') model!: string;
  @Column('text') version!: string;
  @Column('text', { nullable: true }) notes!: string | null;
  @Column('text', { name: 'file_name' }) fileName!: string;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes!: number;
  @Column('text') sha256!: string;
  @Column('text', { name: 'created_by_type' }) createdByType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'created_by_id' }) createdById!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
}
