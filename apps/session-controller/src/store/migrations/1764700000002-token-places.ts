import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a token may charge: stations and groups of stations, each a list of names; neither means everywhere. */
export class TokenPlaces1764700000002 implements MigrationInterface {
  readonly name = 'TokenPlaces1764700000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE token ADD COLUMN allowed_stations jsonb, ADD COLUMN allowed_groups jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE token DROP COLUMN allowed_stations, DROP COLUMN allowed_groups');
  }
}
