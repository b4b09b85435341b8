import { providerAsks } from '@chargebus/contracts';
import { PlainStation, startGateway, type RunningGateway } from '../testing/running-gateway';

describe('questions to providers outside the platform', () => {
  let gateway: RunningGateway;
  let station: PlainStation;
  beforeAll(async () => {
    gateway = await startGateway();
    station = await PlainStation.connect(`${gateway.url}/PAYS`, ['ocpp2.1']);
  });
  afterAll(async () => {
    station?.socket.terminate();
    await gateway?.stop();
  });
  const validate = (vatNumber: string) => station.ask('VatNumberValidation', { vatNumber });

  it('are answered in the words of the version where no provider listens, and logged', async () => {
    expect(station.socket.protocol).toBe('ocpp2.1');
    expect((await validate('DE1'))[2]).toEqual({ vatNumber: 'DE1', status: 'Rejected' });
    expect((await station.ask('SignCertificate', { csr: 'PEM' }))[2]).toEqual({ status: 'Rejected' });
    const logged = (await gateway.logged()).filter(({ kind }) => kind === 'station.message.reported');
    expect(logged.map(({ data }) => data)).toEqual([
      { action: 'VatNumberValidation', payload: { vatNumber: 'DE1' } },
      { action: 'SignCertificate', payload: { csr: 'PEM' } },
    ]);
  });

  it('are answered by the provider that listens, its refusals as well', async () => {
    const asked: unknown[] = [];
    const company = { name: 'Example', address1: 'Street 1', city: 'Town', country: 'DE' };
    const provider = gateway.messaging.nc.subscribe(providerAsks.vatNumber.subject, {
      queue: providerAsks.vatNumber.service,
      callback: (_error, message) => {
        const { id, data } = message.json<{ id: string; data: { vatNumber: string } }>();
        asked.push(data);
        const response = data.vatNumber === 'DE2' ? { ok: true, company } : { ok: false, reason: 'unknown-number' };
        message.respond(JSON.stringify({ response, isDisposed: true, id }));
      },
    });
    await gateway.messaging.nc.flush();
    expect((await validate('DE2'))[2]).toEqual({ company, vatNumber: 'DE2', status: 'Accepted' });
    expect((await validate('DE3'))[2]).toEqual({ vatNumber: 'DE3', status: 'Rejected' });
    expect(asked[0]).toEqual({ tenantId: 'default', stationId: 'PAYS', vatNumber: 'DE2' });
    provider.unsubscribe();
  });
});
