import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Forgiven } from '../../domain/rollouts/decide-rollout';
import type { RolloutPolicy, RolloutStatus, StationState } from '../../domain/rollouts/rollout';

/** Which stations; all conditions hold. */
export interface RolloutSelector {
  readonly all?: true | undefined;
  readonly stationIds?: readonly string[] | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly currentVersion?: string | undefined;
  readonly locationId?: string | undefined;
  readonly group?: string | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
}

/** One image on its way to many stations. */
@Entity('rollout')
export class RolloutRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('uuid', { name: 'image_id' }) imageId!: string;
  @Column('jsonb') selector!: RolloutSelector;
  @Column('jsonb') policy!: RolloutPolicy;
  @Column('text', { name: 'base_url' }) baseUrl!: string;
  @Column('text') status!: RolloutStatus;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('int') wave!: number;
  @Column('timestamptz', { name: 'wave_over_at', nullable: true }) waveOverAt!: string | null;
  @Column('jsonb') forgiven!: Forgiven;
  @Column('text', { name: 'actor_type' }) actorType!: 'user' | 'station' | 'service';
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
  @Column('text', { nullable: true }) fingerprint!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
  /** From then on nothing is under way, nor will be. */
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: string | null;
}

/** One station of a rollout: there is one row of it, and so one update at a time. */
@Entity('rollout_station')
export class RolloutStationRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid', { name: 'rollout_id' }) rolloutId!: string;
  @PrimaryColumn('text', { name: 'station_id' }) stationId!: string;
  @Column('int') position!: number;
  @Column('int') wave!: number;
  @Column('text') state!: StationState;
  @Column('text', { nullable: true }) reason!: string | null;
  /** Attempts so far, and those of them that failed. */
  @Column('int') tries!: number;
  @Column('int') strikes!: number;
  @Column('uuid', { name: 'attempt_id', nullable: true }) attemptId!: string | null;
  @Column('timestamptz', { name: 'not_before' }) notBefore!: string;
  @Column('text', { name: 'from_version', nullable: true }) fromVersion!: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: string | null;
}
