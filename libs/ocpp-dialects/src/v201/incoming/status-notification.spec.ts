import { take } from '../golden.fixture';

const at = '2025-06-01T10:00:00.000Z';
const status = (connectorStatus: string, more: object = {}) =>
  take('StatusNotification', { timestamp: at, connectorStatus, evseId: 2, connectorId: 1, ...more });

describe('StatusNotification', () => {
  it.each([
    ['TC_F_23_CSMS', 'Available', 'available'],
    ['TC_F_24_CSMS', 'Occupied', 'occupied'],
    ['TC_H_01_CSMS', 'Reserved', 'reserved'],
    ['TC_G_03_CSMS', 'Unavailable', 'unavailable'],
    ['TC_G_20_CSMS', 'Faulted', 'faulted'],
  ])('%s reports the connector as %s', (_id, word, neutral) => {
    expect(status(word)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.connector-status.reported',
          stationTime: at,
          data: { evse: 2, connector: 1, status: neutral },
        },
      ],
      answer: {},
    });
  });

  it('takes connector 0 for the EVSE, words of 1.6 for occupied, and a status without a time', () => {
    expect(status('Available', { connectorId: 0 }).events[0]?.data).toEqual({ evse: 2, status: 'available' });
    expect(status('SuspendedEV')).toMatchObject({
      remarks: ['status-of-1.6'],
      events: [{ data: { status: 'occupied' } }],
    });
    expect(status('occupied').remarks).toEqual(['enum-case']);
    const untimed = status('Available', { timestamp: undefined });
    expect(untimed.remarks).toEqual(['time-missing']);
    expect(untimed.events[0]).not.toHaveProperty('stationTime');
  });

  it('reports a word nobody knows as it came, and makes no status of it', () => {
    const payload = { timestamp: at, connectorStatus: 'Broken', evseId: 2, connectorId: 1 };
    expect(status('Broken')).toEqual({
      remarks: ['connector-status-unknown'],
      events: [
        {
          kind: 'station.message.reported',
          stationTime: at,
          data: { action: 'StatusNotification', payload },
        },
      ],
      answer: {},
    });
    expect(take('StatusNotification', payload, {}, true).fault?.code).toBe('PropertyConstraintViolation');
  });

  it('is refused with the codes of 2.0.1', () => {
    expect(status('Available', { evseId: -1 }).fault?.code).toBe('PropertyConstraintViolation');
    expect(status('Available', { evseId: 'one' }).fault?.code).toBe('TypeConstraintViolation');
    expect(take('StatusNotification', {}).fault?.code).toBe('OccurrenceConstraintViolation');
    expect(take('StatusNotification', []).fault?.code).toBe('FormatViolation');
  });
});
