import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items are never looked for by their invoice, which holds its own document, and invoices are never deleted: nothing used the index. */
export class NoIndexByInvoice1765100000001 implements MigrationInterface {
  readonly name = 'NoIndexByInvoice1765100000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX invoice_item_of_invoice');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX invoice_item_of_invoice ON invoice_item (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL',
    );
  }
}
