import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who sells, who pays, and what was invoiced. Each numbered entry of a bill gets one item, which one invoice takes; entries made
 * before get theirs from the stored input facts.
 */
export class Invoices1764920000001 implements MigrationInterface {
  readonly name = 'Invoices1764920000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE seller (
        tenant_id text PRIMARY KEY,
        details jsonb NOT NULL,
        changed_at timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id text NOT NULL
      );
      COMMENT ON TABLE seller IS 'Who issues the tenant''s invoices, and in which time zone its months begin.';

      CREATE TABLE customer (
        tenant_id text NOT NULL,
        id text NOT NULL,
        details jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        deleted_at timestamptz,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        PRIMARY KEY (tenant_id, id)
      );
      CREATE TABLE customer_holding (
        tenant_id text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('token', 'token-group')),
        value text NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz,
        customer_id text NOT NULL,
        PRIMARY KEY (tenant_id, kind, value, valid_from),
        FOREIGN KEY (tenant_id, customer_id) REFERENCES customer
      );
      COMMENT ON TABLE customer_holding IS 'Which customer owned a token (in upper case) or a token group, and when: sessions that began then are theirs.';
      CREATE UNIQUE INDEX customer_holding_now ON customer_holding (tenant_id, kind, value) WHERE valid_until IS NULL;
      CREATE INDEX customer_holding_of ON customer_holding (tenant_id, customer_id);

      CREATE TABLE invoice (
        tenant_id text NOT NULL,
        id uuid NOT NULL,
        number bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
        payer_kind text NOT NULL CHECK (payer_kind IN ('customer', 'token-group')),
        payer_id text NOT NULL,
        month text NOT NULL,
        currency text NOT NULL,
        minor_digits smallint NOT NULL,
        net text NOT NULL,
        vat text NOT NULL,
        total text NOT NULL,
        issued_at timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        document text NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, number),
        UNIQUE (tenant_id, payer_kind, payer_id, month, currency)
      );
      COMMENT ON COLUMN invoice.document IS 'The invoice to the byte, as it was issued.';
      CREATE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'invoices never change'; END $$;
      CREATE TRIGGER invoice_never_changes BEFORE UPDATE OR DELETE ON invoice
        FOR EACH ROW EXECUTE FUNCTION refuse_invoice_change();

      CREATE TABLE invoice_counter (
        tenant_id text PRIMARY KEY,
        last bigint NOT NULL
      );
      COMMENT ON TABLE invoice_counter IS 'The last number given to an invoice.';

      CREATE TABLE invoice_item (
        tenant_id text NOT NULL,
        bill_id uuid NOT NULL,
        seq integer NOT NULL,
        at timestamptz NOT NULL,
        currency text NOT NULL,
        token text,
        token_group_id text,
        session_at timestamptz NOT NULL,
        invoice_id uuid,
        PRIMARY KEY (tenant_id, bill_id, seq),
        FOREIGN KEY (tenant_id, bill_id, seq) REFERENCES bill_entry,
        FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice
      );
      COMMENT ON TABLE invoice_item IS 'A numbered entry of a bill: issued at, for a session that began at session_at; invoice_id is null until an invoice takes it.';
      CREATE INDEX invoice_item_of_token ON invoice_item (tenant_id, token, at) WHERE invoice_id IS NULL;
      CREATE INDEX invoice_item_of_group ON invoice_item (tenant_id, token_group_id, at) WHERE invoice_id IS NULL;
      CREATE INDEX invoice_item_of_invoice ON invoice_item (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;
      CREATE FUNCTION refuse_invoice_item_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'an entry stays on its invoice'; END $$;
      CREATE TRIGGER invoice_item_stays BEFORE UPDATE ON invoice_item
        FOR EACH ROW WHEN (OLD.invoice_id IS NOT NULL) EXECUTE FUNCTION refuse_invoice_item_change();

      CREATE TABLE invoice_run (
        tenant_id text NOT NULL,
        id uuid NOT NULL,
        month text NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        PRIMARY KEY (tenant_id, id)
      );
      CREATE UNIQUE INDEX invoice_run_running ON invoice_run (tenant_id, month) WHERE ended_at IS NULL;
      CREATE TABLE invoice_run_result (
        tenant_id text NOT NULL,
        run_id uuid NOT NULL,
        payer_kind text NOT NULL,
        payer_id text NOT NULL,
        currency text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('issued', 'existing', 'nothing', 'failed')),
        invoice_id uuid,
        detail text,
        PRIMARY KEY (tenant_id, run_id, payer_kind, payer_id, currency),
        FOREIGN KEY (tenant_id, run_id) REFERENCES invoice_run
      );

      INSERT INTO invoice_item (tenant_id, bill_id, seq, at, currency, token, token_group_id, session_at)
      SELECT e.tenant_id, e.bill_id, e.seq, e.at, e.price->>'currency', upper(s.session->>'token'),
             s.session->>'tokenGroupId', coalesce((s.session->>'startedAt')::timestamptz, e.at)
      FROM bill_entry e JOIN bill b ON b.tenant_id = e.tenant_id AND b.id = e.bill_id
      LEFT JOIN LATERAL (
        SELECT fact#>'{data,session}' AS session FROM session_input i
        WHERE i.tenant_id = b.tenant_id AND i.session_id = b.session_id
        ORDER BY kind = 'session.ended' DESC, at DESC, log_seq DESC, log_index DESC LIMIT 1
      ) s ON true
      WHERE e.number IS NOT NULL AND e.price IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE invoice_run_result, invoice_run, invoice_item, invoice_counter, invoice, customer_holding, customer, seller;
      DROP FUNCTION refuse_invoice_change, refuse_invoice_item_change;
    `);
  }
}
