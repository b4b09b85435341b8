import { Liveness } from './liveness';

const PING_MS = 30_000;

describe('Liveness', () => {
  it('pings once an interval, and gives a silent peer up after two intervals and 5 s', () => {
    const liveness = new Liveness(0);
    liveness.ponged(0);
    const seen = [29_999, 30_000, 30_001, 60_000, 65_000, 65_001].map((now) => liveness.look(now, PING_MS, 300));
    expect(seen).toEqual(['fine', 'ping', 'fine', 'ping', 'fine', 'gone']);
  });

  it('counts any frame as life', () => {
    const liveness = new Liveness(0);
    liveness.heard(50_000);
    expect(liveness.look(115_000, PING_MS, undefined)).toBe('ping');
    expect(liveness.look(115_001, PING_MS, undefined)).toBe('gone');
  });

  it('has patience with a station that never answered a ping and beats seldom', () => {
    const liveness = new Liveness(0);
    expect(liveness.look(700_000, PING_MS, 300)).toBe('ping');
    expect(liveness.look(750_001, PING_MS, 300)).toBe('gone');
  });
});
