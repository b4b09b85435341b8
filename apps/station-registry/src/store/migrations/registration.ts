import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Templates, a tenant's own policy for unknown stations, and what a station is registered as. Of stations that were there
 * before, all that a template could give counts as set by people: nobody's choice is overridden by a template made later.
 */
export class Registration1764300000001 implements MigrationInterface {
  readonly name = 'Registration1764300000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE station
      ADD COLUMN vendor text,
      ADD COLUMN model text,
      ADD COLUMN template_id text,
      ADD COLUMN explicit_fields text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`UPDATE station SET explicit_fields = '{tags,groups,securityProfile,strict,evseMap}'`);
    await runner.query(`ALTER TABLE tenant ADD COLUMN unknown_stations text`);
    await runner.query(`CREATE TABLE station_template (
      tenant_id  text NOT NULL REFERENCES tenant,
      id         text NOT NULL,
      vendor     text NOT NULL,
      model      text,
      defaults   jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query(`CREATE UNIQUE INDEX station_template_product
      ON station_template (tenant_id, lower(vendor), lower(coalesce(model, '')))`);
    await runner.query(`CREATE INDEX station_serial_number ON station (tenant_id, serial_number)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX station_serial_number`);
    await runner.query(`DROP TABLE station_template`);
    await runner.query(`ALTER TABLE tenant DROP COLUMN unknown_stations`);
    await runner.query(`ALTER TABLE station
      DROP COLUMN vendor, DROP COLUMN model, DROP COLUMN template_id, DROP COLUMN explicit_fields`);
  }
}
