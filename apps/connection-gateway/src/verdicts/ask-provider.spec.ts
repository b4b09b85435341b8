import { dataTransferSubject, providerAsks } from '@chargebus/contracts';
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

  it('TC_064_CSMS TC_P_02_CSMS of a vendor of its own are answered by the team that listens for it, else its vendor is unknown', async () => {
    const old = await PlainStation.connect(`${gateway.url}/OLD-PAYS`, ['ocpp1.6']);
    const send = async (station: PlainStation, data: object) => (await station.ask('DataTransfer', data))[2];
    expect(await send(station, { vendorId: 'com.example' })).toEqual({ status: 'UnknownVendorId' });
    expect(await send(station, { vendorId: '' })).toEqual({ status: 'UnknownVendorId' });
    const asked: unknown[] = [];
    const team = gateway.messaging.nc.subscribe(dataTransferSubject('com.example'), {
      queue: 'team',
      callback: (_error, message) => {
        const { id, data } = message.json<{ id: string; data: { messageId?: string } }>();
        asked.push(data);
        const response = {
          fee: { ok: true, data: { price: 3 } },
          no: { ok: false, reason: 'rejected' },
          odd: { ok: 'yes' },
        }[data.messageId ?? ''] ?? { ok: false, reason: 'unknown-message' };
        message.respond(JSON.stringify({ response, isDisposed: true, id }));
      },
    });
    await gateway.messaging.nc.flush();
    const vendorId = 'com.example';
    expect(await send(station, { vendorId, messageId: 'fee', data: { kWh: 3 } })).toEqual({
      status: 'Accepted',
      data: { price: 3 },
    });
    expect(await send(old, { vendorId, messageId: 'fee', data: '3' })).toEqual({
      status: 'Accepted',
      data: '{"price":3}',
    });
    expect(await send(old, { vendorId, messageId: 'no' })).toEqual({ status: 'Rejected' });
    expect(await send(old, { vendorId })).toEqual({ status: 'UnknownMessageId' });
    // What is no answer is none: the station gets one all the same.
    expect(await send(old, { vendorId, messageId: 'odd' })).toEqual({ status: 'UnknownVendorId' });
    expect(await send(station, { vendorId: 'com.example.other' })).toEqual({ status: 'UnknownVendorId' });
    expect(asked.slice(0, 2)).toEqual([
      { tenantId: 'default', stationId: 'PAYS', vendorId, messageId: 'fee', data: { kWh: 3 } },
      { tenantId: 'default', stationId: 'OLD-PAYS', vendorId, messageId: 'fee', data: '3' },
    ]);
    team.unsubscribe();
    old.socket.terminate();
  });
});
