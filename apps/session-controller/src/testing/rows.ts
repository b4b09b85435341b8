import { openDatabase } from '@chargebus/database';
import { testDatabase } from '@chargebus/embedded-infra';
import type { DataSource } from '@chargebus/service-runtime';
import { sessionsService } from '../index';

/** An empty schema `sessions` on a real PostgreSQL. */
export async function openTestTables(): Promise<{ dataSource: DataSource; url: string; close(): Promise<void> }> {
  const { url, drop } = await testDatabase();
  const dataSource = await openDatabase({ ...sessionsService.database!, url, applicationName: 'sessions-spec' });
  return {
    dataSource,
    url,
    close: async () => {
      await dataSource.destroy();
      await drop();
    },
  };
}
