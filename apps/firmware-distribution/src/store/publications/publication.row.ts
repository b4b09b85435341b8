import type { PublicationReport } from '@chargebus/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Publication, PublicationStatus, PublicationStep } from '../../domain/publications/publication';

/** One image at one local controller. */
@Entity('publication')
export class PublicationRow implements Publication {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'station_id' }) stationId!: string;
  @Column('uuid', { name: 'image_id' }) imageId!: string;
  @Column('text') version!: string;
  /** Of the content, hex: the controller knows the image by it. */
  @Column('text') md5!: string;
  @Column('int', { name: 'request_id' }) requestId!: number;
  @Column('text') status!: PublicationStatus;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { name: 'last_status', nullable: true }) lastStatus!: PublicationReport | null;
  @Column('int', { name: 'status_order' }) statusOrder!: number;
  @Column('jsonb') locations!: string[];
  @Column('uuid', { name: 'link_id' }) linkId!: string;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: string | null;
  @Column('jsonb') history!: PublicationStep[];
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
  /** Of the request that the key came with. */
  @Column('text', { nullable: true }) fingerprint!: string | null;
  @Column('text', { name: 'actor_type' }) actorType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
}
