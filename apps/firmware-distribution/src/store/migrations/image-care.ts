import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures and retirement of images, and the links by which stations fetch them. */
export class ImageCare1764940000001 implements MigrationInterface {
  readonly name = 'ImageCare1764940000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE image
      ADD COLUMN reported_version    text,
      ADD COLUMN hardware            text,
      ADD COLUMN signature           text,
      ADD COLUMN signing_certificate text,
      ADD COLUMN retired_at          timestamptz`);
    await runner.query(`CREATE TABLE download_link (
      tenant_id       text NOT NULL,
      id              uuid NOT NULL,
      image_id        uuid NOT NULL,
      station_id      text NOT NULL,
      token_hash      text NOT NULL,
      expires_at      timestamptz NOT NULL,
      max_bytes_per_s bigint,
      bytes_sent      bigint NOT NULL DEFAULT 0,
      last_fetched_at timestamptz,
      created_by_type text NOT NULL,
      created_by_id   text NOT NULL,
      created_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, image_id) REFERENCES image (tenant_id, id) ON DELETE CASCADE
    )`);
    // Of any tenant: a station that fetches shows its token alone.
    await runner.query('CREATE UNIQUE INDEX download_link_token ON download_link (token_hash)');
    await runner.query('CREATE INDEX download_link_image ON download_link (tenant_id, image_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS download_link');
    await runner.query(`ALTER TABLE image DROP COLUMN reported_version, DROP COLUMN hardware, DROP COLUMN signature,
      DROP COLUMN signing_certificate, DROP COLUMN retired_at`);
  }
}
