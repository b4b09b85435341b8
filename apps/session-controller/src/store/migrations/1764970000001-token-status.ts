import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of a status, blocked ones say, are listed without reading the accepted ones: there may be a million. */
export class TokenStatus1764970000001 implements MigrationInterface {
  readonly name = 'TokenStatus1764970000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX token_status ON token (tenant_id, status, uid_key) WHERE deleted_at IS NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX token_status');
  }
}
