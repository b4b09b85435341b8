import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of a group are listed without reading those of all others: there may be a million. */
export class TokenGroups1764700000004 implements MigrationInterface {
  readonly name = 'TokenGroups1764700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX token_group ON token (tenant_id, group_id, uid_key)
       WHERE deleted_at IS NULL AND group_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX token_group');
  }
}
