import { causedMessage, useAllowance, type Allowance } from './caused-messages';

describe('messages of a station that a call of ours causes', () => {
  it.each<[string, object, string, Allowance]>([
    ['TriggerMessage', { requestedMessage: 'BootNotification' }, 'BootNotification', 'once'],
    ['TriggerMessage', { requestedMessage: 'StatusNotification' }, 'StatusNotification', 'many'],
    ['TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }, 'StatusNotification', 'once'],
    ['TriggerMessage', { requestedMessage: 'TransactionEvent', evse: { id: 1 } }, 'TransactionEvent', 'once'],
    ['TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' }, 'SignCertificate', 'once'],
    ['ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }, 'SignCertificate', 'once'],
    ['GetBaseReport', { requestId: 1 }, 'NotifyReport', 'many'],
    ['GetReport', { requestId: 1 }, 'NotifyReport', 'many'],
  ])('%s %j allows %s %s', (call, payload, action, allowance) => {
    expect(causedMessage(call, payload)).toEqual({ action, allowance });
  });

  it('are none for any other call', () => {
    expect(causedMessage('Reset', { type: 'Immediate' })).toBeUndefined();
    expect(causedMessage('TriggerMessage', {})).toBeUndefined();
  });

  it('may be sent once, or until a report is whole', () => {
    const triggered = new Map<string, Allowance>([
      ['BootNotification', 'once'],
      ['NotifyReport', 'many'],
      ['StatusNotification', 'many'],
    ]);
    useAllowance(triggered, 'BootNotification', {});
    useAllowance(triggered, 'StatusNotification', {});
    useAllowance(triggered, 'NotifyReport', { tbc: true });
    expect([...triggered.keys()]).toEqual(['NotifyReport', 'StatusNotification']);
    useAllowance(triggered, 'NotifyReport', { tbc: false });
    expect([...triggered.keys()]).toEqual(['StatusNotification']);
  });
});
