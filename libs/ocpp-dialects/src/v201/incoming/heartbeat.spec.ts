import { NOW, take } from '../golden.fixture';

describe('Heartbeat', () => {
  it('is answered with the time and not logged', () => {
    expect(take('Heartbeat', {})).toEqual({ remarks: [], events: [], answer: { currentTime: NOW } });
    expect(take('Heartbeat', null).answer).toEqual({ currentTime: NOW });
  });
});
