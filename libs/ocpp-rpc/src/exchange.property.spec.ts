import type { Effect, JsonVersion } from './effect';
import { Exchange } from './exchange';

/** A small seeded generator (mulberry32): a failure names its seed and can be run again. */
function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { below: (n: number) => Math.floor(next() * n), chance: (p: number) => next() < p };
}
const VERSIONS: JsonVersion[] = ['1.6', '2.0.1', '2.1'];
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

/** A model of the wire that checks, effect by effect, what an exchange must keep. */
class Wire {
  readonly settled = new Map<string, string>();
  readonly open: string[] = [];
  outstanding: string | undefined;
  readonly answered: string[] = [];

  constructor(private readonly version: JsonVersion) {}

  perform(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'handle' && !effect.oneWay) this.open.push(effect.id);
      if (effect.do === 'settle') {
        expect(this.settled.has(effect.id)).toBe(false);
        this.settled.set(effect.id, effect.outcome.kind);
        if (this.outstanding === effect.id) this.outstanding = undefined;
      }
      if (effect.do !== 'send') continue;
      const frame = JSON.parse(effect.text) as unknown[];
      if (frame[0] === 2) {
        expect(this.outstanding).toBeUndefined();
        expect(frame).toHaveLength(4);
        this.outstanding = String(frame[1]);
      } else if (frame[0] === 5) {
        // OCPP 2.1 tells the station that its answer could not be read; of a call that still is outstanding.
        expect([this.version, frame.length, frame[1]]).toEqual(['2.1', 5, this.outstanding]);
      } else {
        expect([3, 4]).toContain(frame[0]);
        expect(frame).toHaveLength(frame[0] === 3 ? 3 : 5);
        this.answered.push(String(frame[1]));
      }
    }
  }
}

describe('whatever order things happen in', () => {
  it.each(SEEDS)('one call is outstanding, each ends once, and answers keep the order of calls (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const version = VERSIONS[seed % 3] ?? '1.6';
    const x = new Exchange({ version, maxQueued: 5 });
    const wire = new Wire(version);
    const received: string[] = [];
    const ours: string[] = [];
    let now = 0;
    for (let step = 0; step < 300; step++) {
      now += random.below(20);
      switch (random.below(6)) {
        case 0: {
          ours.push(`o${step}`);
          wire.perform(x.call(`o${step}`, 'Reset', {}, { timeoutMs: 1 + random.below(60) }, now));
          break;
        }
        case 1: {
          const id = random.chance(0.6) ? wire.outstanding : ours[random.below(ours.length)];
          wire.perform(x.receive(random.chance(0.7) ? `[3,"${id}",{}]` : `[4,"${id}","InternalError","",{}]`, now));
          break;
        }
        case 2: {
          received.push(`s${step}`);
          wire.perform(x.receive(`[2,"s${step}","Heartbeat",{"n":${step}}]`, now));
          break;
        }
        case 3:
        case 4: {
          const [id] = wire.open.splice(random.below(wire.open.length), 1);
          if (id !== undefined) wire.perform(random.chance(0.8) ? x.answer(id, {}) : x.refuse(id, 'InternalError', ''));
          break;
        }
        case 5:
          wire.perform(x.tick(now));
      }
      if (wire.outstanding !== undefined) expect(x.nextDeadline()).toEqual(expect.any(Number));
    }
    for (const id of wire.open) wire.perform(x.answer(id, {}));
    expect(wire.answered).toEqual(received);
    wire.perform(x.close());
    expect([...wire.settled.keys()].sort()).toEqual([...ours].sort());
  });
});

describe('whatever bytes come', () => {
  const frames = [
    '[2,"19223201","BootNotification",{"chargePointVendor":"V","chargePointModel":"M \\u00e9"}]',
    '[3,"ours",{"status":"Accepted"}]',
    '[4,"ours","NotImplemented","",{}]',
    '[2,7,"MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"x","sampledValue":[{"value":"1"}]}]}]',
  ];
  const noise = ['"', '\\', '[', ']', '{', '}', ',', ':', '\0', '\u0007', '2', '6', 'null', '\ud800', '😀', ' '];

  it.each(SEEDS)('nothing is thrown, and an answer is never answered (seed %i)', (seed) => {
    const random = randomFrom(seed * 7_919);
    for (let i = 0; i < 150; i++) {
      const version = VERSIONS[random.below(3)] ?? '1.6';
      const original = frames[random.below(frames.length)] ?? '';
      let text = original;
      for (let n = random.below(4); n >= 0; n--) {
        const at = random.below(text.length + 1);
        const cut = random.below(4);
        const insert = random.chance(0.5) ? (noise[random.below(noise.length)] ?? '') : '';
        text = random.chance(0.15) ? text.slice(0, at) : text.slice(0, at) + insert + text.slice(at + cut);
      }
      const x = new Exchange({ version });
      const wire = new Wire(version);
      wire.perform(x.call('ours', 'ClearCache', {}, { timeoutMs: 1_000 }, 0));
      wire.perform(x.receive(random.chance(0.2) ? Buffer.from(text, 'latin1') : text, 1));
      if (/^\s*\[\s*[34]\s*,\s*"[a-z]*"\s*,/.test(text)) expect(wire.answered).toEqual([]);
      wire.perform(x.close());
      expect(wire.settled.size).toBe(1);
    }
  });
});
