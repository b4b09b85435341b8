import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is published of locations and of who operates them, besides what the platform has anyway. */
export class PublicData1764400000004 implements MigrationInterface {
  readonly name = 'PublicData1764400000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE location ADD COLUMN public_data jsonb');
    await queryRunner.query(`ALTER TABLE tenant
      ADD COLUMN operator_name text, ADD COLUMN contact_email text, ADD COLUMN contact_phone text, ADD COLUMN website text`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE location DROP COLUMN public_data');
    await queryRunner.query(`ALTER TABLE tenant
      DROP COLUMN operator_name, DROP COLUMN contact_email, DROP COLUMN contact_phone, DROP COLUMN website`);
  }
}
