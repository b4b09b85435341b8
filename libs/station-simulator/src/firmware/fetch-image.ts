import { constants, createHash, createVerify, X509Certificate } from 'node:crypto';
import type { Random } from '../random';

export interface Signed {
  /** PEM. */
  certificate: string;
  /** Base64, over the SHA-256 of the image: RSA-PSS or ECDSA (OCPP 2.0.1 L01). */
  signature: string;
}

export interface FetchOptions {
  location: string;
  signed: Signed | undefined;
  random: Random;
  /** How often the line breaks on the way. */
  breaks: number;
  /** Some of what arrives is wrong. */
  spoilt: boolean;
}

/** `signature`: whether it fits, undefined where there is none. */
export type Fetched =
  { ok: true; bytes: number; connections: number; signature: boolean | undefined; md5: string } | { ok: false };

const STALLED_MS = 30_000;
/** Connections in a row that may bring nothing before the station gives up, and the pause between two. */
const FRUITLESS = 3;
const PAUSE_MS = 50;

/**
 * Fetches an image as a station on a cellular line does: a connection that breaks is followed by one that asks for the rest
 * (`Range`, `If-Range`). The image is checked as it comes: against the hash that the server tells as its `ETag`, and its signature.
 */
export async function fetchImage(o: FetchOptions): Promise<Fetched> {
  let receipt = newReceipt();
  let fruitless = 0;
  for (let connections = 1; fruitless < FRUITLESS; connections++) {
    const before = receipt.bytes;
    const resume: Record<string, string> =
      receipt.bytes > 0 ? { range: `bytes=${receipt.bytes}-`, 'if-range': receipt.etag } : {};
    const line = new AbortController();
    const stalled = setTimeout(() => line.abort(), STALLED_MS);
    try {
      const response = await fetch(o.location, { headers: resume, signal: line.signal });
      // The server is away for a moment.
      if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
      // What does not work the first time does not by asking again: no such link, or one that has ended.
      if (response.status !== 200 && response.status !== 206) return { ok: false };
      // Another content: it begins anew.
      if (response.status === 200 && receipt.bytes > 0) receipt = newReceipt();
      receipt.etag = response.headers.get('etag') ?? '';
      const left = Number(response.headers.get('content-length') ?? 0);
      const total = receipt.bytes + left;
      const breakAt = connections <= o.breaks ? receipt.bytes + left * o.random.between(0.1, 0.5) : Infinity;
      for await (const chunk of response.body ?? []) {
        take(receipt, o.spoilt && receipt.bytes === 0 ? spoil(chunk) : chunk);
        if (o.breaks === Infinity) throw new Error('the line always breaks');
        // A line that breaks after the last byte is none that broke.
        if (receipt.bytes < breakAt || receipt.bytes >= total) continue;
        line.abort();
        throw new Error('the line broke');
      }
      return settle(receipt, o, connections);
    } catch {
      fruitless = receipt.bytes > before && o.breaks !== Infinity ? 0 : fruitless + 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    } finally {
      clearTimeout(stalled);
    }
  }
  return { ok: false };
}

const newReceipt = () => ({
  bytes: 0,
  etag: '',
  hash: createHash('sha256'),
  md5Hash: createHash('md5'),
  verify: createVerify('sha256'),
});
type Receipt = ReturnType<typeof newReceipt>;

function take(receipt: Receipt, chunk: Uint8Array): void {
  receipt.bytes += chunk.length;
  receipt.hash.update(chunk);
  receipt.md5Hash.update(chunk);
  receipt.verify.update(chunk);
}

function settle(
  { bytes, etag, hash, md5Hash, verify }: Receipt,
  { signed, spoilt }: FetchOptions,
  connections: number,
): Fetched {
  const [, told] = /^"([0-9a-f]{64})"$/.exec(etag) ?? [];
  // What is spoilt on purpose is for the signature to find.
  if (told !== undefined && told !== hash.digest('hex') && !(spoilt && signed)) return { ok: false };
  const got = { ok: true, bytes, connections, md5: md5Hash.digest('hex') } as const;
  if (!signed) return { ...got, signature: undefined };
  const { publicKey: key } = new X509Certificate(signed.certificate);
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  const fits = verify.verify({ key, ...(key.asymmetricKeyType === 'ec' ? {} : pss) }, signed.signature, 'base64');
  return { ...got, signature: fits };
}

function spoil(chunk: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(chunk);
  copy[0] = (copy[0] ?? 0) ^ 0xff;
  return copy;
}
