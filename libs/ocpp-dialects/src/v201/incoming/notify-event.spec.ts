import { take } from '../golden.fixture';

const monitoring = 'station.monitoring-event.reported';
const AT = '2025-06-01T10:00:00.000Z';
const LATER = '2025-06-01T10:00:03.000Z';
const data = (component: object, actualValue: string, more: object = {}) => ({
  eventId: 1,
  timestamp: AT,
  trigger: 'Delta',
  actualValue,
  component,
  variable: { name: 'AvailabilityState' },
  eventNotificationType: 'HardWiredNotification',
  ...more,
});
const connector = (id: number, connectorId: number) => ({ name: 'Connector', evse: { id, connectorId } });
const notify = (...eventData: object[]) => take('NotifyEvent', { seqNo: 0, generatedAt: LATER, eventData });

describe('NotifyEvent', () => {
  it('TC_G_03_CSMS tells the availability of connectors, each with its own time', () => {
    const eventData = [data(connector(1, 1), 'Unavailable'), data(connector(1, 2), 'occupied', { timestamp: LATER })];
    const { events, remarks, answer } = notify(...eventData);
    const status = 'station.connector-status.reported';
    expect(events).toEqual([
      { kind: status, stationTime: AT, data: { evse: 1, connector: 1, status: 'unavailable' } },
      { kind: status, stationTime: LATER, data: { evse: 1, connector: 2, status: 'occupied' } },
    ]);
    expect([remarks, answer]).toEqual([[], {}]);
  });

  it.each<[string, object]>([
    ['another variable', data(connector(1, 1), 'Available', { variable: { name: 'Problem' } })],
    ['another component', data({ name: 'EVSE', evse: { id: 1 } }, 'Available')],
    ['a word that is no status', data(connector(1, 1), 'Asleep')],
    ['no connector', data({ name: 'Connector' }, 'Available')],
  ])('makes no status of %s', (_title, one) => {
    expect(notify(one).events.map(({ kind }) => kind)).toEqual([monitoring]);
  });

  it.each([
    ['TC_N_21_CSMS of a monitor', { trigger: 'Alerting', variableMonitoringId: 4, techCode: 'T1', techInfo: 'hot' }],
    ['TC_N_50_CSMS of a monitor that tells at intervals', { trigger: 'Periodic', variableMonitoringId: 4 }],
    ['TC_N_49_CSMS that a threshold is no longer crossed', { trigger: 'Alerting', cleared: true, cause: 7 }],
  ])('makes an event %s', (_title, more) => {
    const variable = { name: 'Power', instance: 'L1' };
    const { variableMonitoringId: monitorId, ...same } = { variableMonitoringId: undefined, ...more };
    const taken = notify(data({ name: 'EVSE', evse: { id: 2 } }, '80', { variable, transactionId: 'tx-1', ...more }));
    expect(taken).toEqual({
      remarks: [],
      events: [
        {
          kind: monitoring,
          stationTime: AT,
          data: {
            ...{ eventId: 1, component: 'EVSE', evse: 2, variable: 'Power', variableInstance: 'L1', value: '80' },
            ...{ notificationType: 'HardWiredNotification', transactionRef: 'tx-1', ...same },
            ...(monitorId !== undefined && { monitorId }),
          },
        },
      ],
      answer: {},
    });
  });

  it('is reported as it came besides, where an event in it names no component', () => {
    const { component: _none, ...nameless } = data({ name: 'EVSE' }, '1');
    const taken = notify(data({ name: 'EVSE' }, '1'), nameless);
    expect(taken.events.map(({ kind }) => kind)).toEqual([monitoring, 'station.message.reported']);
    expect(taken.answer).toEqual({});
  });

  it('is the same in whatever case the device model names its parts', () => {
    const shouted = data({ name: 'CONNECTOR', evse: { id: 3, connectorId: 1 } }, 'Faulted', {
      variable: { name: 'availabilitystate' },
    });
    expect(notify(shouted).events[0]?.data).toEqual({ evse: 3, connector: 1, status: 'faulted' });
  });
});
