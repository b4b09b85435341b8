/** Which bytes to send: both ends included, the whole with status 200; `undefined`: what is asked for is not there (416). */
export interface ByteRange {
  readonly status: 200 | 206;
  readonly first: number;
  readonly last: number;
}

export interface Conditions {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

/**
 * RFC 9110 14.2: one range of bytes is honoured; several, or what is no range, get the whole. With `If-Range` (13.1.5) a part is
 * sent only of the very content the station has the beginning of.
 * @param etag - with its quotes
 */
export function decideRange({ range, ifRange }: Conditions, sizeBytes: number, etag: string): ByteRange | undefined {
  const whole = { status: 200, first: 0, last: sizeBytes - 1 } as const;
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(range?.replaceAll(' ', '') ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return whole;
  if (ifRange !== undefined && ifRange.trim() !== etag) return whole;
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  // A last byte before the first is no range at all (14.1.1).
  if (from !== '' && to !== '' && Number(to) < Number(from)) return whole;
  if (first >= sizeBytes || (from === '' && Number(to) === 0)) return undefined;
  return { status: 206, first, last };
}
