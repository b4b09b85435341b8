import { openDatabase } from '@chargebus/database';
import { testDatabase } from '@chargebus/embedded-infra';
import { billingService } from '../../index';
import { ExactBills1764800000001 } from './1764800000001-exact-bills';

const database = billingService.database!;

it('numbers the final bills there are in the order they were made, and never changes an entry', async () => {
  const { url, drop } = await testDatabase();
  const before = database.migrations.slice(0, database.migrations.indexOf(ExactBills1764800000001));
  const old = await openDatabase({ ...database, migrations: before, url, applicationName: 'spec' });
  const bills: [tenant: string, status: string, total: string | null][] = [
    ['a', 'final', '1.00'],
    ['a', 'held', null],
    ['b', 'final', '3.00'],
    ['a', 'final', '2.00'],
  ];
  for (const [n, [tenant, status, total]] of bills.entries()) {
    await old.query(
      `INSERT INTO bill (tenant_id, id, session_id, station_id, status, lines, net, vat, total, currency, created_at,
         actor_type, actor_id) VALUES ($1, gen_random_uuid(), $2, 'CP', $3, '[]', $4, '0.00', $4, 'EUR', $5, 'service', 'billing')`,
      [tenant, `s${n}`, status, total, `2026-01-0${n + 1}T00:00:00Z`],
    );
  }
  await old.destroy();

  const now = await openDatabase({ ...database, url, applicationName: 'spec' });
  expect(await now.query('SELECT session_id, number, entries FROM bill ORDER BY session_id')).toEqual([
    { session_id: 's0', number: 1, entries: 1 },
    { session_id: 's1', number: null, entries: 1 },
    { session_id: 's2', number: 1, entries: 1 },
    { session_id: 's3', number: 2, entries: 1 },
  ]);
  expect(await now.query('SELECT * FROM bill_counter ORDER BY tenant_id')).toEqual([
    { tenant_id: 'a', last: 2 },
    { tenant_id: 'b', last: 1 },
  ]);
  const entries = await now.query(`SELECT kind, number, price->>'total' AS total FROM bill_entry ORDER BY at`);
  expect(entries).toEqual([
    { kind: 'final', number: 1, total: '1.00' },
    { kind: 'held', number: null, total: null },
    { kind: 'final', number: 1, total: '3.00' },
    { kind: 'final', number: 2, total: '2.00' },
  ]);
  expect(await now.query('SELECT tenant_id, currency, invoice_id FROM invoice_item ORDER BY at')).toEqual(
    ['a', 'b', 'a'].map((tenant) => ({ tenant_id: tenant, currency: 'EUR', invoice_id: null })),
  );
  await expect(now.query(`UPDATE bill_entry SET reason = 'other'`)).rejects.toThrow('never change');
  await expect(now.query('DELETE FROM bill_entry')).rejects.toThrow('never change');
  await now.destroy();
  await drop();
});
