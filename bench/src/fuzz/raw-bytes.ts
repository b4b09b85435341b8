import type { Random } from '@chargebus/station-simulator';

const [CONTINUE, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10];
/** MAX_FRAME_BYTES of the gateway, which the campaign leaves at its default. */
const FRAME_LIMIT = 524_288;

/** Bytes for the socket, below WebSocket. `ends`: the peer cannot answer after them, so the socket is given up. */
export interface RawBytes {
  name: string;
  bytes: Buffer;
  ends?: 'fin' | 'reset';
}
type Kind = (good: Buffer, random: Random) => Omit<RawBytes, 'name'>;

/** The kinds whose name begins with `near` or `over` are half a MiB long, and so are rarer. */
const KINDS: Record<string, Kind> = {
  'invalid UTF-8': () => ({ bytes: frame(TEXT, Buffer.from([0x5b, 0xff, 0xfe, 0xc0, 0x80, 0x5d])) }),
  'binary frame with JSON': (good) => ({ bytes: frame(BINARY, good) }),
  'binary junk': (_good, random) => ({ bytes: frame(BINARY, junk(random, 300)) }),
  'empty frames': () => ({ bytes: Buffer.concat([frame(TEXT, Buffer.alloc(0)), frame(BINARY, Buffer.alloc(0))]) }),
  'fragments with a ping between': (good) => ({
    bytes: Buffer.concat([
      frame(TEXT, good.subarray(0, 5), { more: true }),
      frame(PING, Buffer.from('between')),
      frame(CONTINUE, good.subarray(5, 9), { more: true }),
      frame(CONTINUE, good.subarray(9)),
    ]),
  }),
  'one byte a fragment': (good) => ({
    bytes: Buffer.concat([
      frame(TEXT, good.subarray(0, 1), { more: true }),
      ...[...good.subarray(1, 200)].map((byte) => frame(CONTINUE, Buffer.from([byte]), { more: true })),
      frame(CONTINUE, good.subarray(200)),
    ]),
  }),
  'full pings and pongs nobody asked for': (_good, random) => ({
    bytes: Buffer.concat([
      frame(PING, junk(random, 125)),
      frame(PONG, junk(random, 125)),
      frame(PONG, Buffer.alloc(0)),
    ]),
  }),
  'ping that is too long': () => ({ bytes: frame(PING, Buffer.alloc(126)) }),
  'ping in fragments': () => ({ bytes: frame(PING, Buffer.from('x'), { more: true }) }),
  'reserved opcode': (good) => ({ bytes: frame(3, good) }),
  'reserved bits': (good) => ({ bytes: frame(TEXT, good, { reserved: 0x70 }) }),
  'compressed junk': (_good, random) => ({ bytes: frame(TEXT, junk(random, 200), { reserved: 0x40 }) }),
  'no mask': (good) => ({ bytes: frame(TEXT, good, { unmasked: true }) }),
  'continuation of nothing': (good) => ({ bytes: frame(CONTINUE, good) }),
  'text amid a fragmented text': (good) => ({
    bytes: Buffer.concat([frame(TEXT, good, { more: true }), frame(TEXT, good)]),
  }),
  'announced as huge': () => ({ bytes: Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]) }),
  'announced beyond 2^53': () => ({ bytes: Buffer.from([0x81, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0]) }),
  'close with an illegal code': () => ({ bytes: frame(CLOSE, Buffer.from([0x03, 0xed])) }),
  'close of one byte': () => ({ bytes: frame(CLOSE, Buffer.from([3])) }),
  'close with invalid UTF-8': () => ({ bytes: frame(CLOSE, Buffer.from([0x03, 0xe8, 0xff, 0xfe])) }),
  junk: (_good, random) => ({ bytes: junk(random, 500), ends: 'fin' }),
  'half a frame, then half-closed': (good) => ({ bytes: half(frame(TEXT, good)), ends: 'fin' }),
  'half a frame, then reset': (good) => ({ bytes: half(frame(TEXT, good)), ends: 'reset' }),
  'a frame, then half-closed': (good) => ({ bytes: frame(TEXT, good), ends: 'fin' }),
  'a frame, then reset': (good) => ({ bytes: frame(TEXT, good), ends: 'reset' }),
  'near the limit, one long text': () => ({
    bytes: frame(TEXT, dataTransfer(FRAME_LIMIT, `"${'x'.repeat(FRAME_LIMIT - 100)}"`)),
  }),
  'near the limit, one deep text': () => ({ bytes: frame(TEXT, Buffer.alloc(FRAME_LIMIT, '[')) }),
  'near the limit, one long array': () => ({
    bytes: frame(TEXT, dataTransfer(FRAME_LIMIT, `[${'1,'.repeat(FRAME_LIMIT / 2 - 50)}1]`)),
  }),
  'over the limit': () => ({ bytes: frame(TEXT, Buffer.alloc(FRAME_LIMIT + 1, ' ')) }),
  'over the limit in fragments': () => ({
    bytes: Buffer.concat([
      frame(TEXT, Buffer.alloc(FRAME_LIMIT / 2, ' '), { more: true }),
      frame(CONTINUE, Buffer.alloc(FRAME_LIMIT / 2 + 1, ' ')),
    ]),
  }),
};
const LARGE = Object.keys(KINDS).filter((name) => /^(near|over)/.test(name));
const SMALL = Object.keys(KINDS).filter((name) => !LARGE.includes(name));

/** One of the kinds, around a frame that is right. */
export function rawBytes(good: string, random: Random): RawBytes {
  const name = random.pick(random.chance(0.05) ? LARGE : SMALL);
  const kind = KINDS[name] as Kind;
  return { name, ...kind(Buffer.from(good), random) };
}

/** A frame as a client sends it (RFC 6455 section 5.2). A mask of zeros leaves the content as it is, and is as good as any. */
function frame(
  opcode: number,
  content: Buffer,
  o: { more?: boolean; reserved?: number; unmasked?: boolean } = {},
): Buffer {
  const mask = o.unmasked === true ? 0 : 0x80;
  const first = (o.more === true ? 0 : 0x80) | (o.reserved ?? 0) | opcode;
  const { length } = content;
  const size = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  size[0] = first;
  size[1] = mask | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (size.length === 4) size.writeUInt16BE(length, 2);
  if (size.length === 10) size.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([size, Buffer.alloc(mask === 0 ? 0 : 4), content]);
}

/** A call of at most so many bytes whose data, a JSON text, fills it. */
function dataTransfer(limit: number, json: string): Buffer {
  return Buffer.from(`[2,"long","DataTransfer",{"vendorId":"fuzz","data":${json}}]`).subarray(0, limit);
}

const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.ceil(bytes.length / 2));
const junk = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length: random.int(1, length) }, () => random.int(0, 255)));
