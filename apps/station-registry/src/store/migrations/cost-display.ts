import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a station shows drivers what charging costs, where people say so; null: as it says itself. */
export class CostDisplay1764910000001 implements MigrationInterface {
  readonly name = 'CostDisplay1764910000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE station ADD COLUMN shows_cost boolean`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE station DROP COLUMN shows_cost`);
  }
}
