import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One station's leave to fetch one image for a while. Only the hash of its token is kept. */
@Entity('download_link')
export class LinkRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'image_id' }) imageId!: string;
  @Column('text', { name: 'station_id' }) stationId!: string;
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: string;
  @Column('bigint', { name: 'max_bytes_per_s', nullable: true }) maxBytesPerS!: number | null;
  /** The update attempt it was made for, in the words of whoever made it. */
  @Column('text', { name: 'attempt_id', nullable: true }) attemptId!: string | null;
  /** All open links of one rollout share its cap. */
  @Column('text', { name: 'rollout_id', nullable: true }) rolloutId!: string | null;
  @Column('bigint', { name: 'rollout_max_bytes_per_s', nullable: true }) rolloutMaxBytesPerS!: number | null;
  /** Who ended it before its time. */
  @Column('text', { name: 'ended_by_type', nullable: true }) endedByType!: 'user' | 'station' | 'service' | null;
  @Column('text', { name: 'ended_by_id', nullable: true }) endedById!: string | null;
  @Column('bigint', { name: 'bytes_sent' }) bytesSent!: number;
  @Column('timestamptz', { name: 'last_fetched_at', nullable: true }) lastFetchedAt!: string | null;
  @Column('text', { name: 'created_by_type' }) createdByType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'created_by_id' }) createdById!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
}
