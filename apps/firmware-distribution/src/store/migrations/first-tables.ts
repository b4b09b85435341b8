import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables of firmware distribution: `tenant_id` in every key, and who added what. */
export class FirstTables1763800000004 implements MigrationInterface {
  readonly name = 'FirstTables1763800000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE image (
      tenant_id       text NOT NULL,
      id              uuid NOT NULL,
      vendor          text NOT NULL,
      model           text NOT NULL,
      version         text NOT NULL,
      notes           text,
      file_name       text NOT NULL,
      size_bytes      bigint NOT NULL,
      sha256          text NOT NULL,
      created_by_type text NOT NULL,
      created_by_id   text NOT NULL,
      created_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, vendor, model, version),
      UNIQUE (tenant_id, vendor, model, sha256)
    )`);
    // Of any tenant: a start after a crash asks by id alone.
    await runner.query('CREATE UNIQUE INDEX image_id ON image (id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS image');
  }
}
