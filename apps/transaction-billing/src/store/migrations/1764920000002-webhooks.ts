import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told billing's facts, and each telling until it succeeded or was given up. */
export class Webhooks1764920000002 implements MigrationInterface {
  readonly name = 'Webhooks1764920000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook (
        tenant_id text NOT NULL,
        id uuid NOT NULL,
        url text NOT NULL,
        kinds jsonb NOT NULL,
        enabled boolean NOT NULL,
        disabled_for text,
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz,
        created_at timestamptz NOT NULL,
        deleted_at timestamptz,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        PRIMARY KEY (tenant_id, id)
      );
      COMMENT ON COLUMN webhook.previous_secret IS 'Signs too until previous_secret_until, so that receivers can change over.';

      CREATE TABLE webhook_delivery (
        tenant_id text NOT NULL,
        webhook_id uuid NOT NULL,
        id text NOT NULL,
        kind text NOT NULL,
        payload text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
        attempts integer NOT NULL,
        claims integer NOT NULL DEFAULT 0,
        leased boolean NOT NULL DEFAULT false,
        next_attempt_at timestamptz NOT NULL,
        last_status integer,
        last_error text,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (tenant_id, webhook_id, id),
        FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook
      );
      COMMENT ON COLUMN webhook_delivery.id IS 'The fact''s id, sent as webhook-id: the same each time it is sent.';
      COMMENT ON COLUMN webhook_delivery.leased IS 'Being sent until next_attempt_at; after that whoever sent it died.';
      CREATE INDEX webhook_delivery_due ON webhook_delivery (tenant_id, webhook_id, next_attempt_at) WHERE status = 'pending';
      CREATE INDEX webhook_delivery_newest ON webhook_delivery (tenant_id, webhook_id, created_at DESC, id DESC);
      CREATE INDEX webhook_delivery_oldest ON webhook_delivery (created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_delivery, webhook');
  }
}
