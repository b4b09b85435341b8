import { BlockList, isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** `::ffff:192.0.2.1` as `192.0.2.1`: what a dual-stack socket says of an IPv4 peer. */
export function plainAddress(address: string | undefined): string {
  return address === undefined ? '' : (MAPPED.exec(address)?.[1] ?? address);
}

/** The proxies whose word about a station's address and transport is taken: single addresses and CIDR ranges. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** @throws RangeError for what is neither an address nor a range; `isProxy` tells beforehand. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const parsed = parseRange(range);
      if (parsed === undefined) throw new RangeError(`neither an address nor a CIDR range: ${range}`);
      this.list.addSubnet(parsed.address, parsed.bits, parsed.family);
    }
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The station's own address: the last one of X-Forwarded-For that is no proxy of ours, since whatever stands before it is
   * the peer's own claim.
   */
  stationAddress(peer: string, forwardedFor: string | undefined): string {
    if (forwardedFor === undefined || !this.has(peer)) return peer;
    const hops = forwardedFor.split(',').map((hop) => plainAddress(hop.trim()));
    let address = peer;
    while (hops.length > 0 && this.has(address)) {
      const hop = hops.pop() ?? '';
      if (isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  }
}

/** Whether `text` can be a trusted proxy: an address, or a range like `10.0.0.0/8`. */
export const isProxyRange = (text: string): boolean => parseRange(text) !== undefined;

function parseRange(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', bitsText, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = bitsText === undefined ? most : Number(bitsText);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return undefined;
  return { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** What a rate limit counts by: an IPv4 address, or the /64 of an IPv6 one, since each peer has 2^64 of those. */
export function limitedAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.slice(0, 4).join(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
