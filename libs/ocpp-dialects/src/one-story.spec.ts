import type { Take, Taken } from './golden-taker.fixture';
import { storyIn15, storyIn16, storyIn201, storyIn21, type Frame } from './story.fixture';
import { take as take15 } from './v15/golden.fixture';
import { accepted, take as take16 } from './v16/golden.fixture';
import { take as take201 } from './v201/golden.fixture';
import { take as take21 } from './v21/golden.fixture';

const boot = { status: 'accepted', intervalS: 300, decidedBy: 'service' } as const;
type Event = Taken['events'][number];
type Data = Record<string, any>;

const tell = (take: Take, story: readonly Frame[]): Taken[] =>
  story.map(([action, payload]) => take(action, payload, { authorization: accepted, boot }));
const eventsOf = (taken: readonly Taken[]): Event[] => taken.flatMap(({ events }) => events);

/** What the story comes to, whoever names the transaction and however its parts travel. */
function gist(taken: readonly Taken[]): object {
  const events = eventsOf(taken);
  const dataOf = (kind: string): Data[] =>
    events.filter((event) => event.kind === kind).map(({ data }) => data as Data);
  const [start] = dataOf('station.transaction.started');
  const [end] = dataOf('station.transaction.ended');
  const samples = events.flatMap(({ data }) => ((data as Data)['samples'] ?? []) as Data[]);
  return {
    remarks: taken.flatMap(({ remarks }) => remarks),
    questions: taken.flatMap(({ question }) => (question ? [question.ask, (question.request as Data)['purpose']] : [])),
    start: [start?.['evse'], start?.['connector'], start?.['token'], start?.['meterStartWh'], start?.['verdict']],
    end: [end?.['token'], end?.['meterStopWh'], end?.['reason'], end?.['verdict']],
    connector: events
      .filter(({ kind }) => kind === 'station.connector-status.reported')
      .map(({ data }) => (data as Data)['status'] as string)
      .filter((status, i, all) => status !== all[i - 1]),
    states: events
      .filter(({ kind }) => kind === 'station.charging-state.reported')
      .map(({ data, stationTime }) => [(data as Data)['chargingState'], stationTime])
      .slice(1),
    readings: samples
      .filter(({ context }) => context === 'Sample.Periodic')
      .map(({ at, measurand, value, unit }) => [at, measurand, value, unit]),
  };
}

describe('one story in the frames of four versions', () => {
  const [in16, in201, in21] = [tell(take16, storyIn16), tell(take201, storyIn201), tell(take21, storyIn21)];

  it('comes to the same questions, session facts, states and readings', () => {
    expect(gist(in201)).toEqual(gist(in16));
    expect(gist(in21)).toEqual(gist(in16));
    expect(gist(in21)).toMatchObject({
      remarks: [],
      start: [1, 1, 'CARD-1', 120_000, accepted],
      end: ['CARD-1', 128_345, 'local', accepted],
      connector: ['occupied', 'available'],
      states: [
        ['charging', '2026-03-01T10:00:30.000Z'],
        ['suspended-ev', '2026-03-01T10:35:00.000Z'],
        ['charging', '2026-03-01T10:45:00.000Z'],
        ['finishing', '2026-03-01T11:00:20.000Z'],
      ],
      readings: [['2026-03-01T10:15:20.000Z', 'Energy.Active.Import.Register', 122_750, 'Wh']],
    });
  });

  it('is in 1.5 the same, but for the states and the reason that 1.5 has no words for', () => {
    const told = gist(tell(take15, storyIn15));
    expect(told).toEqual({ ...gist(in16), states: [], end: ['CARD-1', 128_345, undefined, accepted] });
  });

  it('is in 2.1 event by event what it is in 2.0.1, but for what only 2.1 tells', () => {
    const common = eventsOf(in21).flatMap(({ data, ...event }) => {
      const { details: _details, ...rest } = data as Data;
      return event.kind === 'station.message.reported' ? [] : [{ ...event, data: rest }];
    });
    expect(common).toEqual(eventsOf(in201));
    const ended = eventsOf(in21).find(({ kind }) => kind === 'station.transaction.ended');
    expect(ended?.data).toMatchObject({ details: { costDetails: { totalCost: { total: { inclTax: 5.54 } } } } });
  });
});
