import { v16, v201 } from '@chargebus/ocpp-dialects';
import { decidePermission } from './may-speak';

const state = (registration: 'accepted' | 'pending' | 'rejected' | undefined, ...triggered: string[]) => ({
  registration,
  triggered: new Map(triggered.map((action) => [action, 'once' as const])),
  dialect: v16,
});

describe('decidePermission', () => {
  it('lets an accepted station say everything', () => {
    expect(decidePermission(state('accepted'), 'Authorize', 'query')).toBe('yes');
  });

  it.each(['pending', 'rejected', undefined] as const)(
    'lets a 1.6 station that is %s boot and, flagged, beat, and no more',
    (registration) => {
      expect(decidePermission(state(registration), 'BootNotification', 'boot')).toBe('yes');
      expect(decidePermission(state(registration), 'Heartbeat', 'heartbeat')).toBe('flagged');
      expect(decidePermission(state(registration), 'Authorize', 'query')).toBe('no');
      expect(decidePermission(state(registration), 'StatusNotification', 'report')).toBe('no');
    },
  );

  it('lets a pending station send what was triggered', () => {
    expect(decidePermission(state('pending', 'StatusNotification'), 'StatusNotification', 'report')).toBe('yes');
  });

  it.each(['pending', 'rejected', undefined] as const)(
    'TC_B_30_CSMS takes nothing but a boot of a 2.0.1 station that is %s, neither transactions nor heartbeats',
    (registration) => {
      const station = { ...state(registration), dialect: v201 };
      expect(decidePermission(station, 'BootNotification', 'boot')).toBe('yes');
      expect(decidePermission(station, 'TransactionEvent', 'transaction')).toBe('no');
      expect(decidePermission(station, 'Heartbeat', 'heartbeat')).toBe('no');
    },
  );

  it('takes the transaction messages of a 1.6 station that is not accepted, and flags them', () => {
    expect(decidePermission(state('pending'), 'StopTransaction', 'transaction')).toBe('flagged');
  });
});
