import type { FirmwareStatus } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Attempt, AttemptStatus, Step } from '../../domain/updates/attempt';
import type { DownloadProtocol } from '../../domain/updates/check-update';
import type { Machine } from '../../domain/updates/statuses';

/** One update of one station. */
@Entity('update_attempt')
export class AttemptRow implements Attempt {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'station_id' }) stationId!: string;
  @Column('uuid', { name: 'image_id' }) imageId!: string;
  @Column('int', { name: 'request_id' }) requestId!: number;
  @Column('text') machine!: Machine;
  @Column('text') status!: AttemptStatus;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { name: 'from_version', nullable: true }) fromVersion!: string | null;
  @Column('text', { name: 'target_version' }) targetVersion!: string;
  @Column('text', { name: 'last_status', nullable: true }) lastStatus!: FirmwareStatus | null;
  @Column('int', { name: 'status_order' }) statusOrder!: number;
  @Column('text', { name: 'booted_version', nullable: true }) bootedVersion!: string | null;
  @Column('timestamptz', { name: 'retrieve_at', nullable: true }) retrieveAt!: string | null;
  @Column('timestamptz', { name: 'install_at', nullable: true }) installAt!: string | null;
  @Column('bigint', { name: 'max_bytes_per_s', nullable: true }) maxBytesPerS!: number | null;
  @Column('text') protocol!: DownloadProtocol;
  /** Under which the station fetches, unless the service has an address of its own. */
  @Column('text', { name: 'base_url' }) baseUrl!: string;
  @Column('uuid', { name: 'link_id', nullable: true }) linkId!: string | null;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt!: string | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: string | null;
  @Column('jsonb') history!: Step[];
  @Column('uuid', { name: 'rollout_id', nullable: true }) rolloutId!: string | null;
  /** Of the station within its rollout, from 1. */
  @Column('int') try!: number;
  @Column('text', { name: 'actor_type' }) actorType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
  /** Of the request that the key came with. */
  @Column('text', { nullable: true }) fingerprint!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
}
