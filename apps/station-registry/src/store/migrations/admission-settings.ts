import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What admission looks at besides the profile: assumed version, client certificates, asked-for upgrades, ended links. */
export class AdmissionSettings1764000000002 implements MigrationInterface {
  readonly name = 'AdmissionSettings1764000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE station
      ADD COLUMN serial_number text,
      ADD COLUMN assume_version text,
      ADD COLUMN upgrade_profile_to integer,
      ADD COLUMN relink_at timestamptz`);
    await queryRunner.query(`ALTER TABLE tenant
      ADD COLUMN assume_version text,
      ADD COLUMN certificate_organization text`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE tenant DROP COLUMN assume_version, DROP COLUMN certificate_organization`);
    await queryRunner.query(`ALTER TABLE station
      DROP COLUMN serial_number, DROP COLUMN assume_version, DROP COLUMN upgrade_profile_to, DROP COLUMN relink_at`);
  }
}
