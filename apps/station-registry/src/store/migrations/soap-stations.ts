import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators say of a station that speaks SOAP: where calls to it are posted, and from where it may post. */
export class SoapStations1764960000001 implements MigrationInterface {
  readonly name = 'SoapStations1764960000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE station
      ADD COLUMN callback_url text,
      ADD COLUMN allowed_addresses text[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE station DROP COLUMN callback_url, DROP COLUMN allowed_addresses`);
  }
}
