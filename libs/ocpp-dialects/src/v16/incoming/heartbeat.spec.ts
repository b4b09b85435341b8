import { v16 } from '../index';
import { NOW, take } from '../golden.fixture';

describe('Heartbeat', () => {
  it('tells the time in UTC with milliseconds and is not logged', () => {
    expect(take('Heartbeat', {})).toEqual({ remarks: [], events: [], answer: { currentTime: NOW } });
    expect(v16.incoming('Heartbeat')).toMatchObject({ nature: 'heartbeat' });
  });

  it('takes null and unknown members for nothing', () => {
    expect(take('Heartbeat', null).answer).toEqual({ currentTime: NOW });
    expect(take('Heartbeat', { uptime: 5 }).remarks).toEqual(['unknown-property']);
    expect(take('Heartbeat', { uptime: 5 }, {}, true).fault?.code).toBe('FormationViolation');
  });
});
