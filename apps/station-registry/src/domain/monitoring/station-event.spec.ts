import type { LinkEvent, StationEventOf } from '@chargebus/contracts';
import { decideStation } from './station-event';
import { connectorKey, unheardStation, type StationState } from './station-state';

const LOG = 'STATION@1';
const link = { id: 'link-1', gatewayId: 'gw-1', ocppVersion: '1.6' as const, transport: 'ws' as const };
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

const header = (second: number, epoch?: number) => ({
  tenantId: 'default',
  stationId: 'CP1',
  link: { ...link, ...(epoch !== undefined && { epoch }) },
  receivedAt: at(second),
});
const connected = (second: number): StationEventOf<'station.connected'> => ({
  kind: 'station.connected',
  ...header(second),
  data: { securityProfile: 0 },
});
const disconnected = (second: number, epoch: number): LinkEvent => ({
  kind: 'station.disconnected',
  ...header(second, epoch),
  data: { code: 1006, reason: 'gone' },
});
const booted = (second: number, epoch: number, model: string): LinkEvent => ({
  kind: 'station.booted',
  ...header(second, epoch),
  data: { vendor: 'v', model, verdict: { status: 'accepted', intervalS: 300, decidedBy: 'service' } },
});
const status = (
  second: number,
  epoch: number,
  data: StationEventOf<'station.connector-status.reported'>['data'],
  stationTime?: string,
): LinkEvent => ({
  kind: 'station.connector-status.reported',
  ...header(second, epoch),
  ...(stationTime !== undefined && { stationTime }),
  data,
});

function story(...events: [LinkEvent, number][]): { state: StationState; changes: string[] } {
  let state = unheardStation('default', 'CP1');
  const changes: string[] = [];
  for (const [event, seq] of events) {
    const decision = decideStation(state, event, { epoch: LOG, seq });
    state = decision.state;
    changes.push(
      ...decision.changes.map((change) =>
        change.kind === 'presence' ? String(change.connected) : (change.connector.status ?? '-'),
      ),
    );
  }
  return { state, changes };
}

describe('presence', () => {
  it('follows the connection, and says so once for each change', () => {
    const { state, changes } = story([connected(0), 10], [disconnected(5, 10), 11], [disconnected(6, 10), 12]);
    expect(state).toMatchObject({ connected: false, connectedAt: at(0), disconnectedAt: at(5) });
    expect(changes).toEqual(['true', 'false']);
  });

  it('is not touched by the late close of an old link', () => {
    const { state, changes } = story([connected(0), 10], [connected(3), 20], [disconnected(4, 10), 21]);
    expect(state.connected).toBe(true);
    expect(state.link?.epoch).toBe(20);
    expect(changes).toEqual(['true']);
  });

  it('comes back when a gateway that was given up says connected again', () => {
    const { state } = story([connected(0), 10], [disconnected(5, 10), 11], [connected(9), 12]);
    expect(state).toMatchObject({ connected: true, connectedAt: at(9) });
  });

  it('counts a link of a log that was made anew as newer, whatever its number', () => {
    const { state } = story([connected(0), 500]);
    const decision = decideStation(state, connected(9), { epoch: 'STATION@2', seq: 3 });
    expect(decision.state.link).toMatchObject({ logEpoch: 'STATION@2', epoch: 3 });
  });

  it('keeps the newest time it was heard', () => {
    const { state } = story([connected(5), 10], [status(3, 10, { evse: 1, status: 'available' }), 11]);
    expect(state.lastSeenAt).toBe(at(5));
  });
});

describe('a link that never broke', () => {
  it('is connected since it opened, though its gateway says it again', () => {
    const { state } = story([connected(0), 10], [connected(9), 20]);
    expect(state).toMatchObject({ connectedAt: at(0), link: { epoch: 20 } });
  });
});

describe('boot data', () => {
  it('is that of the last boot over the current link', () => {
    const { state } = story([connected(0), 10], [booted(1, 10, 'A'), 11], [connected(5), 20], [booted(6, 10, 'B'), 21]);
    expect(state.boot?.model).toBe('A');
  });
});

describe('connector status', () => {
  const one = connectorKey(1, 1);

  it('is ordered by station time: an older replay never overwrites a newer state', () => {
    const { state, changes } = story(
      [connected(0), 10],
      [status(20, 10, { evse: 1, connector: 1, status: 'faulted', errorCode: 'GroundFailure' }, at(20)), 11],
      [status(21, 10, { evse: 1, connector: 1, status: 'available' }, at(2)), 12],
    );
    expect(state.connectors.get(one)).toMatchObject({
      status: 'faulted',
      errorCode: 'GroundFailure',
      statusAt: at(20),
    });
    expect(changes).toEqual(['true', 'faulted']);
  });

  it('is not frozen by a clock of 2099', () => {
    const { state } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'occupied' }, '2099-01-01T00:00:00.000Z'), 11],
      [status(2, 10, { evse: 1, status: 'available' }, at(2)), 12],
    );
    expect(state.connectors.get(one)?.status).toBe('available');
  });

  it('is not frozen by a clock that runs 45 s ahead until the station sets it right', () => {
    const { state } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'occupied' }, at(46)), 11],
      [status(5, 10, { evse: 1, status: 'available' }, at(4)), 12],
    );
    expect(state.connectors.get(one)).toMatchObject({ status: 'available', statusAt: at(4) });
  });

  it('before 2020 counts as of its receipt', () => {
    const { state } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'occupied' }, at(1)), 11],
      [status(2, 10, { evse: 1, status: 'faulted' }, '1970-01-01T00:00:00.000Z'), 12],
    );
    expect(state.connectors.get(one)).toMatchObject({ status: 'faulted', statusAt: at(2) });
  });

  it('keeps since when it is so, however often it is repeated, and since when there is an error', () => {
    const { state } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'available' }), 11],
      [status(2, 10, { evse: 1, status: 'available', errorCode: 'WeakSignal', info: '-101 dBm' }), 12],
      [status(3, 10, { evse: 1, status: 'available', errorCode: 'WeakSignal', info: '-104 dBm' }), 13],
    );
    const since = { statusSince: at(1), errorSince: at(2), statusAt: at(3), info: '-104 dBm' };
    expect(state.connectors.get(one)).toMatchObject(since);
    const well = decideStation(state, status(4, 10, { evse: 1, status: 'available' }), { epoch: LOG, seq: 14 });
    expect(well.state.connectors.get(one)).toMatchObject({ errorCode: null, errorSince: null, statusSince: at(1) });
  });

  it('is not set by a link that was superseded', () => {
    const { state } = story(
      [connected(0), 10],
      [connected(1), 20],
      [status(2, 10, { evse: 1, status: 'faulted' }), 21],
    );
    expect(state.connectors.size).toBe(0);
  });

  it('of EVSE 0 is that of the station itself', () => {
    const { state } = story([connected(0), 10], [status(1, 10, { evse: 0, connector: 0, status: 'unavailable' }), 11]);
    expect(state.connectors.get(connectorKey(0, 0))?.status).toBe('unavailable');
  });

  it('says nothing new when the same status is repeated', () => {
    const { changes } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'available' }), 11],
      [status(2, 10, { evse: 1, status: 'available' }), 12],
    );
    expect(changes).toEqual(['true', 'available']);
  });

  it('has the charging state of a transaction that was placed once, though later reports leave out the EVSE', () => {
    const charging = (second: number, data: StationEventOf<'station.charging-state.reported'>['data']): LinkEvent => ({
      kind: 'station.charging-state.reported',
      ...header(second, 10),
      data,
    });
    const { state } = story(
      [connected(0), 10],
      [charging(1, { evse: 0, chargingState: 'preparing', transactionRef: 'tx-1' }), 11],
      [charging(2, { evse: 1, chargingState: 'charging', transactionRef: 'tx-1' }), 12],
      [charging(3, { evse: 0, chargingState: 'suspended-ev', transactionRef: 'tx-1' }), 13],
      [charging(4, { evse: 0, chargingState: 'charging', transactionRef: 'tx-of-nobody' }), 14],
    );
    expect([...state.connectors.values()]).toMatchObject([
      { evse: 1, connector: 1, chargingState: 'suspended-ev', chargingStateAt: at(3) },
    ]);
  });

  it('ends the charging state when the connector is free', () => {
    const charging: LinkEvent = {
      kind: 'station.charging-state.reported',
      ...header(2, 10),
      data: { evse: 1, chargingState: 'charging' },
    };
    const { state } = story(
      [connected(0), 10],
      [status(1, 10, { evse: 1, status: 'occupied' }), 11],
      [charging, 12],
      [status(9, 10, { evse: 1, status: 'available' }), 13],
    );
    expect(state.connectors.get(one)).toMatchObject({ status: 'available', chargingState: 'idle' });
  });
});
