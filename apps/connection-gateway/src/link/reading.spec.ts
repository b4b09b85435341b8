import { Reading } from './reading';

function reading(rate: { perSecond: number; burst: number }) {
  const socket = { read: true, pause: () => void (socket.read = false), resume: () => void (socket.read = true) };
  return { socket, reading: new Reading(socket, rate, 0) };
}

describe('reading a socket', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('goes on while a station keeps to its rate', () => {
    const { socket, reading: r } = reading({ perSecond: 10, burst: 5 });
    for (let now = 0; now < 60_000; now += 100) r.came(now);
    expect(socket.read).toBe(true);
  });

  it('takes a burst at once, then rests until the rate is kept again', () => {
    const { socket, reading: r } = reading({ perSecond: 10, burst: 5 });
    for (let n = 0; n < 5; n++) r.came(0);
    expect(socket.read).toBe(true);
    r.came(0);
    expect(socket.read).toBe(false);
    jest.advanceTimersByTime(99);
    expect(socket.read).toBe(false);
    jest.advanceTimersByTime(1);
    expect(socket.read).toBe(true);
  });

  it('counts what had arrived before the rest: the next one is longer', () => {
    const { socket, reading: r } = reading({ perSecond: 10, burst: 1 });
    for (let n = 0; n < 11; n++) r.came(0);
    jest.advanceTimersByTime(100);
    r.came(100);
    expect(socket.read).toBe(false);
    jest.advanceTimersByTime(999);
    expect(socket.read).toBe(false);
    jest.advanceTimersByTime(1);
    expect(socket.read).toBe(true);
  });

  it('stops while 32 calls wait for their answers, whatever the rate', () => {
    const { socket, reading: r } = reading({ perSecond: 1_000, burst: 1_000 });
    for (let n = 0; n < 32; n++) r.begins();
    expect(socket.read).toBe(false);
    r.ends();
    expect(socket.read).toBe(true);
  });
});
