import { v21 } from '../index';
import { context, take } from '../golden.fixture';
import { goodRequests } from '../good-requests.fixture';

const AT = '2025-06-01T10:00:00.000Z';

describe('messages of 2.1 that no service decides on', () => {
  it.each<[string, keyof typeof goodRequests, object]>([
    ['batteries were put in', 'BatterySwap', {}],
    ['a stream is over', 'ClosePeriodicEventStream', {}],
    ['a driver charges with priority', 'NotifyPriorityCharging', {}],
    ['a stream begins', 'OpenPeriodicEventStream', { status: 'Accepted' }],
    ['no dynamic schedule is kept here yet', 'PullDynamicScheduleUpdate', { status: 'Rejected' }],
    ['controls of distributed energy', 'ReportDERControl', {}],
  ])('%s', (_title, action, answer) => {
    const payload = goodRequests[action];
    const events = [{ kind: 'station.message.reported', data: { action, payload } }];
    expect(take(action, payload)).toEqual({ remarks: [], events, answer });
  });

  it.each<[string, keyof typeof goodRequests]>([
    ['the grid is not as it should be', 'NotifyDERAlarm'],
    ['a control begins', 'NotifyDERStartStop'],
    ['a part of the monitors', 'NotifyMonitoringReport'],
    ['what became of a payment', 'NotifySettlement'],
  ])('%s, at its time', (_title, action) => {
    const payload = goodRequests[action];
    const events = [{ kind: 'station.message.reported', stationTime: AT, data: { action, payload } }];
    expect(take(action, payload)).toEqual({ remarks: [], events, answer: {} });
  });

  it('NotifyPeriodicEventStream is reported and has no answer, as the table says', () => {
    const payload = goodRequests.NotifyPeriodicEventStream;
    expect(take('NotifyPeriodicEventStream', payload).events).toEqual([
      {
        kind: 'station.message.reported',
        stationTime: AT,
        data: { action: 'NotifyPeriodicEventStream', payload },
      },
    ]);
    expect(v21.incoming('NotifyPeriodicEventStream')).toMatchObject({ answered: false, nature: 'report' });
    expect(v21.incoming('NotifyEvent')).not.toHaveProperty('answered');
    const broken = v21.checkRequest('NotifyPeriodicEventStream', { id: 1 }, context, { strict: false });
    expect(broken).toMatchObject({ ok: false, fault: { code: 'OccurrenceConstraintViolation' } });
  });

  it('NotifyEvent tells the availability of connectors, which 2.1 prefers to StatusNotification', () => {
    const eventData = [
      {
        eventId: 1,
        timestamp: AT,
        trigger: 'Delta',
        actualValue: 'Occupied',
        component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'AvailabilityState' },
        eventNotificationType: 'HardWiredNotification',
        severity: 9,
      },
    ];
    const { events } = take('NotifyEvent', { seqNo: 0, generatedAt: AT, eventData });
    const alarm = { ...eventData[0], variable: { name: 'Problem' }, severity: 2 };
    expect(take('NotifyEvent', { seqNo: 0, generatedAt: AT, eventData: [alarm] }).events[0]?.data).toMatchObject({
      ...{ component: 'Connector', variable: 'Problem', severity: 2 },
    });
    expect(events[0]).toEqual({
      kind: 'station.connector-status.reported',
      stationTime: AT,
      data: { evse: 1, connector: 1, status: 'occupied' },
    });
  });
});
