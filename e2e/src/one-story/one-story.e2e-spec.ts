import { testNats } from '@chargebus/embedded-infra';
import { startPlatform, type Platform } from '../support/platform';
import { until } from '../support/until';
import { readSessionFacts } from './session-facts';
import { tellStoryIn16 } from './story-16';
import { tellStoryIn201 } from './story-201';
import { tellStoryIn21 } from './story-21';
import { WireStation } from './wire-station';

const CARD = 'CARD-1';
type Item = Record<string, any>;

/** What a story ends in, but for the names that differ by nature: ids, the transaction's name, times of receipt. */
interface Ending {
  session: Item;
  samples: Item[];
  bill: Item;
  facts: Item[];
}

/** One charging story in the frames of each version: past the gateway nobody can tell which it was. */
describe('one story, three dialects', () => {
  let nats: Awaited<ReturnType<typeof testNats>>;
  let platform: Platform;
  beforeAll(async () => {
    nats = await testNats();
    platform = await startPlatform({ env: { NATS_URL: nats.url } });
    await platform.api.put(`/tokens/${CARD}`, { status: 'accepted', type: 'rfid' });
    const tariff = await platform.api.post('/tariffs', {
      name: 'story',
      currency: 'EUR',
      vatPercent: '20',
      elements: [
        {
          priceComponents: [
            { type: 'FLAT', price: '0.50', stepSize: 1 },
            { type: 'ENERGY', price: '0.35', stepSize: 1 },
            { type: 'TIME', price: '1.20', stepSize: 60 },
            { type: 'PARKING_TIME', price: '3.00', graceSeconds: 240 },
          ],
        },
      ],
      assignments: [{ default: true }],
    });
    expect(tariff.status).toBe(201);
  });
  afterAll(async () => {
    expect(await platform?.stop()).toBe(0);
    await nats?.stop();
  });

  const tell = async (
    stationId: string,
    subprotocol: string,
    story: (station: WireStation, card: string) => Promise<void>,
  ): Promise<Ending> => {
    const { api } = platform;
    const station = await WireStation.connect(`${platform.stationsUrl}/${stationId}`, subprotocol);
    await story(station, CARD);
    await station.close();
    const { id } = await until('the session', async () => {
      const { body } = await api.get(`/sessions?stationId=${stationId}`);
      return body.items.length === 1 && body.items[0];
    });
    const session = await until('its final cost', async () => {
      const { body } = await api.get(`/sessions/${id}`);
      return body.cost?.final && body;
    });
    const facts = await readSessionFacts(nats.url, stationId);
    return {
      session: anonymous(session),
      samples: (await api.get(`/sessions/${id}/samples?limit=500`)).body.items,
      bill: anonymous((await api.get(`/bills?sessionId=${id}`)).body.items[0]),
      facts: facts.map(({ kind, data }) => {
        // Where each report stands in the log, and what a 2.1 station made of the cost, is not the story's.
        const {
          cause: _at,
          stationCost: _told,
          session: snapshot,
          ...rest
        } = { cause: null, stationCost: null, ...data };
        return { kind, ...rest, session: anonymous(snapshot) };
      }),
    };
  };
  const stories = {
    '1.6': () => tell('STORY-16', 'ocpp1.6', tellStoryIn16),
    '2.0.1': () => tell('STORY-201', 'ocpp2.0.1', tellStoryIn201),
    '2.1': () => tell('STORY-21', 'ocpp2.1', tellStoryIn21),
  };
  const endings = new Map<string, Promise<Ending>>();
  const endingOf = (version: keyof typeof stories): Promise<Ending> => {
    const told = endings.get(version) ?? stories[version]();
    endings.set(version, told);
    return told;
  };

  it.each(['1.6', '2.0.1', '2.1'] as const)(
    'told in %s, it ends in the session and the bill that the frames say',
    async (version) => {
      const { session, samples, bill, facts } = await endingOf(version);
      expect(session).toMatchObject({
        status: 'ended',
        evseId: 1,
        connectorId: 1,
        token: CARD,
        tokenType: 'rfid',
        startedAt: '2026-03-01T10:00:20.000Z',
        endedAt: '2026-03-01T11:00:20.000Z',
        meterStartWh: 120_000,
        meterStopWh: 128_345,
        energyWh: 8_345,
        stopReason: 'local',
        anomalies: [],
        // FLAT 0.50; 8.345 kWh x 0.35 = 2.92075 -> 2.92; of 60 min the car paused 10: 50 min x 1.20/h = 1.00, and
        // 10 min parked - 4 of grace x 3.00/h = 0.30; net 4.72; VAT 0.944 -> 0.94
        cost: { amount: '5.66', net: '4.72', currency: 'EUR', final: true },
      });
      expect(bill).toMatchObject({ status: 'final', net: '4.72', vat: '0.94', total: '5.66' });
      expect(samples.map(({ at, measurand, value, context }) => [at.slice(11, 19), measurand, value, context])).toEqual(
        [
          ['10:00:20', 'Energy.Active.Import.Register', 120_000, 'Transaction.Begin'],
          ['10:15:20', 'Energy.Active.Import.Register', 122_750, 'Sample.Periodic'],
          ['10:15:20', 'Power.Active.Import', 11_000, 'Sample.Periodic'],
          ['10:30:20', 'Energy.Active.Import.Register', 125_500, 'Sample.Periodic'],
          ['10:30:20', 'Power.Active.Import', 10_900, 'Sample.Periodic'],
          ['11:00:20', 'Energy.Active.Import.Register', 128_345, 'Transaction.End'],
        ],
      );
      expect(facts.map(({ kind, session: told }) => [kind, told.status])).toEqual([
        ['session.started', 'preparing'],
        ['session.updated', 'preparing'],
        ['session.updated', 'charging'],
        ['session.updated', 'charging'],
        ['session.updated', 'charging'],
        ['session.updated', 'suspended-ev'],
        ['session.updated', 'charging'],
        ['session.ended', 'ended'],
      ]);
    },
  );

  it.each(['2.0.1', '2.1'] as const)(
    'told in %s, it ends in the session, the samples, the bill and the facts of 1.6, word by word',
    async (version) => {
      const [first, other] = await Promise.all([endingOf('1.6'), endingOf(version)]);
      expect(other.session).toEqual(first.session);
      expect(other.samples).toEqual(first.samples);
      expect(other.bill).toEqual(first.bill);
      expect(other.facts).toEqual(first.facts);
    },
  );
});

function anonymous(item: Item): Item {
  const {
    id: _id,
    sessionId: _session,
    stationId: _station,
    transactionRef: _ref,
    createdAt: _created,
    number: _number,
    ...rest
  } = item;
  return rest;
}
