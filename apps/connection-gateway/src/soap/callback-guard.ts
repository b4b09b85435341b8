import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isProxyRange, plainAddress, TrustedProxies } from '../door/trusted-proxies';

/** An address a call may be sent to: the host is not looked up again. */
export interface CallbackTarget {
  url: URL;
  address: string;
}

/**
 * Machines and links of their own, the metadata services of clouds, and IPv6 addresses that carry an IPv4 one inside: never
 * meant by a range that is merely wide. (A BlockList holds `::ffff:127.0.0.1` against the ranges of IPv4 by itself.)
 */
const SPECIAL_RANGES = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 96],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const;
const SPECIAL = SPECIAL_RANGES.map(([base, bits]) => ({ bits, list: new TrustedProxies([`${base}/${bits}`]) }));
const isSpecial = (address: string): boolean => SPECIAL.some(({ list }) => list.has(address));

/** Whether a range lies within one of the special ones; one that is wider than it only reaches over it. */
function liesWithinSpecial(range: string): boolean {
  const [base = '', bits] = range.split('/');
  const own = bits === undefined ? 128 : Number(bits);
  return SPECIAL.some((special) => own >= special.bits && special.list.has(base));
}

/** `10.0.0.0/8` for every tenant, `acme=10.1.0.0/16` for one. */
export function isCallbackRange(entry: string): boolean {
  return isProxyRange(entry.slice(entry.indexOf('=') + 1));
}

/**
 * Where calls to SOAP stations may go. The address is the station's own word, so it is held against what the operator
 * allows its tenant, after the host was looked up, and the call goes to the very address that was looked at. Loopback,
 * link-local and the like are allowed only by a range that lies within them.
 */
export class CallbackGuard {
  private readonly ranges: { tenantId: string | undefined; special: boolean; list: TrustedProxies }[];

  constructor(entries: readonly string[]) {
    this.ranges = entries.map((entry) => {
      const equals = entry.indexOf('=');
      const range = entry.slice(equals + 1);
      const tenantId = equals === -1 ? undefined : entry.slice(0, equals);
      return { tenantId, special: liesWithinSpecial(range), list: new TrustedProxies([range]) };
    });
  }

  /** @returns the target, or why no call goes there */
  async resolve(tenantId: string, callback: string): Promise<CallbackTarget | { refused: string } | 'unknown-host'> {
    const url = URL.canParse(callback) ? new URL(callback) : undefined;
    if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
      return { refused: 'the address of the station is no http or https URL' };
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) > 0 ? [host] : await lookUp(host);
    if (addresses.length === 0) return 'unknown-host';
    // One address that is not allowed is enough: a name with two faces is no station's.
    const refused = addresses.map(plainAddress).find((address) => !this.allows(tenantId, address));
    if (refused !== undefined) return { refused: `${refused} is not allowed for tenant ${tenantId}` };
    return { url, address: plainAddress(addresses[0]) };
  }

  private allows(tenantId: string, address: string): boolean {
    const special = isSpecial(address);
    return this.ranges.some(
      (range) =>
        (range.tenantId === undefined || range.tenantId === tenantId) &&
        range.special === special &&
        range.list.has(address),
    );
  }
}

async function lookUp(host: string): Promise<string[]> {
  return (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
}
