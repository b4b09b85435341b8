import { take } from '../golden.fixture';

const status = (connectorId: number, word: string, more: object = {}) =>
  take('StatusNotification', { connectorId, errorCode: 'NoError', status: word, ...more });

describe('StatusNotification', () => {
  it.each([
    ['Available', 'available'],
    ['Reserved', 'reserved'],
    ['Unavailable', 'unavailable'],
    ['Faulted', 'faulted'],
  ])('%s is the connector status %s and nothing else', (word, neutral) => {
    expect(status(2, word)).toEqual({
      remarks: [],
      events: [{ kind: 'station.connector-status.reported', data: { evse: 2, connector: 1, status: neutral } }],
      answer: {},
    });
  });

  it.each([
    ['TC_003_CSMS plug in first: Preparing', 'Preparing', 'preparing'],
    ['Charging', 'Charging', 'charging'],
    ['SuspendedEV', 'SuspendedEV', 'suspended-ev'],
    ['SuspendedEVSE', 'SuspendedEVSE', 'suspended-evse'],
    ['Finishing', 'Finishing', 'finishing'],
  ])('%s is an occupied connector and a charging state', (_title, word, chargingState) => {
    const { events } = status(1, word, { timestamp: '2025-06-01T10:00:00Z' });
    const at = '2025-06-01T10:00:00.000Z';
    const where = { evse: 1, connector: 1 };
    expect(events).toEqual([
      { kind: 'station.connector-status.reported', stationTime: at, data: { ...where, status: 'occupied' } },
      { kind: 'station.charging-state.reported', stationTime: at, data: { ...where, chargingState } },
    ]);
  });

  it.each([
    ['TC_004_2_CSMS a token was shown and no car came', 'Preparing', 'occupied'],
    ['TC_011_2_CSMS a session was asked for from here and no car came', 'Preparing', 'occupied'],
    ['TC_047_CSMS a reservation has expired', 'Reserved', 'reserved'],
  ])('%s: %s, and then Available again', (_title, word, neutral) => {
    const [first, then] = [word, 'Available'].map((one) => status(1, one).events[0]?.data);
    expect([first, then]).toMatchObject([{ status: neutral }, { status: 'available' }]);
  });

  it('speaks of the station itself as connector 0', () => {
    expect(status(0, 'Available').events[0]?.data).toEqual({ evse: 0, status: 'available' });
  });

  it('TC_024_CSMS lock failure: keeps the error with all the vendor says', () => {
    const more = { errorCode: 'ConnectorLockFailure', info: 'jammed', vendorId: 'v', vendorErrorCode: 'E7' };
    expect(status(1, 'Faulted', more).events[0]?.data).toEqual({
      evse: 1,
      connector: 1,
      status: 'faulted',
      errorCode: 'ConnectorLockFailure',
      info: 'jammed',
      vendorId: 'v',
      vendorErrorCode: 'E7',
    });
  });

  it('keeps an error code nobody knows, and a long info, and drops an info that says null', () => {
    const odd = status(1, 'Available', { errorCode: 'Error', info: 'i'.repeat(120) });
    expect(odd.remarks).toEqual(['error-code-unknown', 'info-too-long']);
    expect(odd.events[0]?.data).toMatchObject({ errorCode: 'Error', info: 'i'.repeat(120) });
    const empty = status(1, 'Available', { info: 'null' });
    expect(empty.remarks).toEqual(['info-null']);
    expect(empty.events[0]?.data).not.toHaveProperty('info');
    expect(status(1, 'Available', { info: 'i'.repeat(80) }).remarks).toEqual(['info-too-long']);
  });

  it('takes words whose case is wrong, and times nobody can read', () => {
    const taken = status(1, 'charging', { timestamp: '' });
    expect(taken.remarks).toEqual(['enum-case', 'time-unreadable']);
    expect(taken.events[0]).not.toHaveProperty('stationTime');
  });

  it('is refused where it does not say what of what', () => {
    expect(status(1, 'Exploded').fault?.code).toBe('PropertyConstraintViolation');
    expect(status(-1, 'Available').fault?.code).toBe('PropertyConstraintViolation');
    expect(take('StatusNotification', { connectorId: 1, status: 'Available' }).fault?.code).toBe(
      'OccurenceConstraintViolation',
    );
    expect(
      take('StatusNotification', { connectorId: 'one', errorCode: 'NoError', status: 'Available' }).fault?.code,
    ).toBe('TypeConstraintViolation');
  });
});
