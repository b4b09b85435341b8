import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from './support/platform';
import { boot, connectRpcStation } from './support/rpc-station';
import { until } from './support/until';

describe('the platform is stopped or killed while a station charges', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-e2e-kept-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([['SIGINT'], ['SIGKILL']] as const)('finds its data again after %s and bills the session', async (signal) => {
    const id = `CP-${signal}`;
    const before = await startPlatform({ dir });
    await before.api.put('/tokens/KEPT', { status: 'accepted' });
    await before.api.post('/tariffs', {
      name: 'energy',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.40' }] }],
      assignments: [{ default: true }],
    });
    const station = await connectRpcStation(before.stationsUrl, id);
    await station.call('BootNotification', boot);
    const start = { connectorId: 1, idTag: 'KEPT', meterStart: 0, timestamp: '2026-03-05T08:00:00.000Z' };
    const { transactionId } = await station.call('StartTransaction', start);
    // At once: whatever was answered is in the log, though perhaps no service has read it yet.
    before.kill(signal);
    await until('the process to end', () => before.stop().then((): true => true));

    const after = await startPlatform({ dir });
    const again = await connectRpcStation(after.stationsUrl, id);
    // No boot: a reconnecting station was accepted and stays so. A repeat of the start is answered with its first label.
    expect(await again.call('StartTransaction', start)).toMatchObject({ transactionId });
    await again.call('StopTransaction', { transactionId, meterStop: 2_500, timestamp: '2026-03-05T09:00:00.000Z' });
    const bill = await until('the bill', async () => {
      const { body } = await after.api.get(`/sessions?stationId=${id}`);
      expect(body.items.length).toBeLessThanOrEqual(1);
      const session = body.items[0];
      return session && (await after.api.get(`/bills?sessionId=${session.id}`)).body.items[0];
    });
    expect(bill).toMatchObject({ status: 'final', total: '1.00' });
    await again.close();
    expect(await after.stop()).toBe(0);
  });
});
