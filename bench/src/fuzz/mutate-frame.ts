import type { Random } from '@chargebus/station-simulator';
import { oddKey, oddValue } from './odd-values';

type Node = Record<string, unknown> | unknown[];
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Spoils a frame (an array that is JSON) at one to three places; what it was given stays as it was. */
export function mutateFrame(frame: readonly unknown[], random: Random): unknown {
  const copy = JSON.parse(JSON.stringify(frame)) as unknown[];
  for (let times = random.int(1, 3); times > 0; times--) {
    if (random.chance(0.25)) mutateEnvelope(copy, random);
    else mutatePayload(copy, random);
  }
  return random.chance(0.01) ? random.pick<unknown>([{}, [], null, 5, 'text', [[copy]], { frame: copy }]) : copy;
}

function mutateEnvelope(frame: unknown[], random: Random): void {
  const what = random.int(0, 7);
  if (what === 0) frame[0] = random.pick<unknown>([0, 1, 3, 4, 5, 6, 7, -2, 2.5, 99, '2', null, [2], 2 ** 40]);
  else if (what === 1)
    frame[1] = random.pick<unknown>([
      '',
      '-1',
      5,
      null,
      {},
      'again',
      'x'.repeat(37),
      'x'.repeat(400),
      '\u0000',
      '\ud800',
      1e300,
      true,
    ]);
  else if (what === 2) frame[2] = random.pick<unknown>(['MakeCoffee', '', 'toString', '__proto__', 7, null, {}]);
  else if (what === 3)
    frame[2] = JSON.stringify(frame[2] ?? '')
      .toLowerCase()
      .replaceAll('"', '');
  else if (what === 4) frame[3] = random.pick<unknown>([null, [], 'payload', 5, true, [{}]]);
  else if (what === 5) frame.splice(random.int(0, frame.length - 1), 1);
  else if (what === 6) frame.push(random.pick<unknown>([null, {}, 'more', frame[3] ?? 'more']));
  // Known ids of both sides, so that results meet calls, and calls calls.
  else frame[1] = String(random.int(1, 3));
}

function mutatePayload(frame: unknown[], random: Random): void {
  const node = pickNode(frame[3] ?? frame[2], random);
  if (!node) return;
  if (Array.isArray(node)) {
    const at = random.int(0, Math.max(0, node.length - 1));
    if (random.chance(0.3)) node.splice(at, 1);
    else if (random.chance(0.4)) node.push(...node.slice(0, 200));
    else node[at] = oddValue(node[at], random);
    return;
  }
  const keys = Object.keys(node);
  const key = keys.length > 0 ? random.pick(keys) : 'extra';
  const what = random.int(0, 9);
  if (what <= 1) delete node[key];
  else if (what === 2) {
    define(node, oddKey(key, random), node[key]);
    delete node[key];
  } else if (what === 3) define(node, oddKey(key, random), oddValue(node[key], random));
  else define(node, key, oddValue(node[key], random));
}

/** `__proto__` becomes a member of its own, as JSON.parse makes it. */
function define(node: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Walks down at random; stops anywhere. */
function pickNode(root: unknown, random: Random): Node | undefined {
  if (!isNode(root)) return undefined;
  let node = root;
  for (;;) {
    const below = Object.values(node).filter(isNode);
    if (below.length === 0 || random.chance(0.35)) return node;
    node = random.pick(below);
  }
}
