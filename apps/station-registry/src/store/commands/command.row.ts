import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LedgerStatus } from '../../domain/commands/command';
import { InstantColumn, OptionalText } from '../columns';

/** A command in the ledger: committed before it leaves, ended by its outcome or by the sweep. */
@Entity('command')
export class CommandRow {
  @PrimaryColumn('text', { name: 'tenant_id' }) tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'station_id' }) stationId!: string;
  @Column('text') type!: string;
  /** As the caller asked, without `type`. */
  @Column('jsonb') parameters!: Record<string, unknown>;
  @Column('text') status!: LedgerStatus;
  @Column('jsonb', { nullable: true }) response!: unknown;
  @Column('jsonb', { nullable: true }) error!: { code: string; description: string; details?: unknown } | null;
  @OptionalText('idempotency_key') idempotencyKey!: string | null;
  /** Of station and body: the same key with another fingerprint is another request. */
  @Column('text') fingerprint!: string;
  @Column('text', { name: 'actor_type' }) actorType!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @InstantColumn('created_at') createdAt!: string;
  /** Past it, a command without an outcome is `unknown-outcome`: the process that sent it is gone. */
  @InstantColumn('deadline_at') deadlineAt!: string;
  @InstantColumn('ended_at', { nullable: true }) endedAt!: string | null;
  /** Waits, or has waited, for its turn: of a station's commands in line one runs at a time, in the order they were asked for. */
  @Column('boolean', { name: 'in_line' }) inLine!: boolean;
  /** Until when it may wait for its station; null: not at all. */
  @InstantColumn('expires_at', { nullable: true }) expiresAt!: string | null;
  /** From when it is sent to its deadline, ms. */
  @Column('integer', { name: 'budget_ms' }) budgetMs!: number;
  @Column('uuid', { name: 'bulk_id', nullable: true }) bulkId!: string | null;
}
