import { v16 } from '@chargebus/ocpp-dialects';
import { decidePermission } from './may-speak';

const state = (registration: 'accepted' | 'pending' | 'rejected' | undefined, ...triggered: string[]) => ({
  registration,
  triggered: new Set(triggered),
  dialect: v16,
});

describe('decidePermission', () => {
  it('lets an accepted station say everything', () => {
    expect(decidePermission(state('accepted'), 'Authorize', 'query')).toBe('yes');
  });

  it.each(['pending', 'rejected', undefined] as const)(
    'lets a station that is %s boot and beat, and no more',
    (registration) => {
      expect(decidePermission(state(registration), 'BootNotification', 'boot')).toBe('yes');
      expect(decidePermission(state(registration), 'Heartbeat', 'heartbeat')).toBe('yes');
      expect(decidePermission(state(registration), 'Authorize', 'query')).toBe('no');
      expect(decidePermission(state(registration), 'StatusNotification', 'report')).toBe('no');
    },
  );

  it('lets a pending station send what was triggered', () => {
    expect(decidePermission(state('pending', 'StatusNotification'), 'StatusNotification', 'report')).toBe('yes');
  });

  it('takes the transaction messages of a 1.6 station that is not accepted, and flags them', () => {
    expect(decidePermission(state('pending'), 'StopTransaction', 'transaction')).toBe('flagged');
  });
});
