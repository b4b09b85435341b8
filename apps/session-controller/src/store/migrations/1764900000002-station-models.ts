import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each station said it is when it last booted: what goes wrong is counted by vendor and model. */
export class StationModels1764900000002 implements MigrationInterface {
  readonly name = 'StationModels1764900000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE station_model (
      tenant_id text NOT NULL,
      station_id text NOT NULL,
      vendor text,
      model text,
      PRIMARY KEY (tenant_id, station_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE station_model');
  }
}
