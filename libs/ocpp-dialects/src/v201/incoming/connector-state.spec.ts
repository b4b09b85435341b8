import { take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const stateOf = (eventType: string, info: object, more: object = {}) => {
  const { events } = take('TransactionEvent', {
    eventType,
    timestamp: AT,
    triggerReason: 'ChargingStateChanged',
    seqNo: 3,
    transactionInfo: { transactionId: 'tx-1', ...info },
    evse: { id: 2, connectorId: 1 },
    ...more,
  });
  return events.find(({ kind }) => kind === 'station.charging-state.reported');
};

describe('what a TransactionEvent says of its connector', () => {
  it('is an event after that of the transaction, which it names', () => {
    expect(stateOf('Updated', { chargingState: 'SuspendedEV' })).toEqual({
      kind: 'station.charging-state.reported',
      stationTime: AT,
      data: { evse: 2, connector: 1, chargingState: 'suspended-ev', transactionRef: 'tx-1' },
    });
  });

  it.each([
    ['it is unplugged', { stoppedReason: 'EVDisconnected' }, {}, 'idle'],
    ['the car has left', {}, { triggerReason: 'EVDeparted' }, 'idle'],
    ['nothing is connected', { chargingState: 'Idle' }, {}, 'idle'],
    ['the cable is still there', { chargingState: 'EVConnected', stoppedReason: 'Remote' }, {}, 'finishing'],
    ['nothing more is said', {}, {}, 'finishing'],
  ])('of a transaction that has ended: %s', (_title, info, more, chargingState) => {
    expect(stateOf('Ended', info, more)?.data).toMatchObject({ chargingState });
  });

  it('is the whole EVSE where no connector is named', () => {
    expect(stateOf('Updated', { chargingState: 'Charging' }, { evse: { id: 2 } })?.data).toEqual({
      evse: 2,
      chargingState: 'charging',
      transactionRef: 'tx-1',
    });
  });

  it.each([[undefined], [{ id: 0 }]])(
    'is that of its transaction, wherever that is, of a report with the EVSE %j',
    (evse) => {
      const nowhere = { evse: 0, transactionRef: 'tx-1' };
      const charging = stateOf('Updated', { chargingState: 'Charging' }, { evse });
      expect(charging?.data).toEqual({ ...nowhere, chargingState: 'charging' });
      expect(stateOf('Ended', {}, { evse })?.data).toEqual({ ...nowhere, chargingState: 'finishing' });
    },
  );

  it('is nothing where the report does not say what is done', () => {
    expect(stateOf('Updated', {})).toBeUndefined();
  });
});
