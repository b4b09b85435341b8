import type { Sample } from '@chargebus/contracts';
import { arrayParameter, bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import { fromSampleKey, toSampleKey } from './sample-key';

/** A sample and the session it belongs to. */
export interface SessionSample {
  tenantId: string;
  sessionId: string;
  sample: Sample;
}

type Measured = Record<string, number | string>;

/**
 * Keeps samples, one row an instant, and signed values verbatim. What is kept already stays: (session, time, what is
 * measured) counts once, however often a station repeats it.
 */
export async function saveSamples(em: EntityManager, samples: SessionSample[]): Promise<void> {
  const instants = new Map<string, { tenant_id: string; session_id: string; at: string; measured: Measured }>();
  const signed: object[] = [];
  for (const { tenantId, sessionId, sample } of samples) {
    const at = sample.at;
    const key = toSampleKey(sample);
    if (sample.signed === true) {
      signed.push({ tenant_id: tenantId, session_id: sessionId, at, sample_key: key, raw: sample.raw ?? '' });
      continue;
    }
    const id = `${tenantId}/${sessionId}/${at}`;
    const instant = instants.get(id) ?? { tenant_id: tenantId, session_id: sessionId, at, measured: {} };
    instants.set(id, instant);
    instant.measured[key] ??= sample.value ?? sample.raw ?? '';
  }
  const rows = [...instants.values()];
  if (rows.length > 0) {
    await em.query(
      `INSERT INTO sample (tenant_id, session_id, at, measured)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::jsonb[])
       ON CONFLICT (tenant_id, session_id, at) DO UPDATE SET measured = EXCLUDED.measured || sample.measured
       WHERE NOT sample.measured @> EXCLUDED.measured`,
      [
        rows.map((row) => row.tenant_id),
        rows.map((row) => row.session_id),
        rows.map((row) => row.at),
        arrayParameter(
          rows.map((row) => row.measured),
          'jsonb',
        ),
      ],
    );
  }
  await bulkUpsert(em, {
    table: 'signed_value',
    columns: { tenant_id: 'text', session_id: 'uuid', at: 'timestamptz', sample_key: 'text', raw: 'text' },
    rows: signed,
    conflict: ['tenant_id', 'session_id', 'at', 'sample_key'],
    update: 'nothing',
  });
}

/** Where a page of samples begins: after this one. */
export type SampleCursor = [at: string, key: string];

export interface SampleQuery {
  tenantId: string;
  sessionId: string;
  from?: string | undefined;
  to?: string | undefined;
  measurand?: string | undefined;
  after?: SampleCursor | undefined;
  /** How many samples at most. */
  limit: number;
}

/** Samples in order of time, then of what they measure; with the key each has, for the cursor. */
export async function listSamples(em: EntityManager, query: SampleQuery): Promise<{ key: string; sample: Sample }[]> {
  const { tenantId, sessionId, from, to, measurand, after, limit } = query;
  const found: { key: string; sample: Sample }[] = [];
  // A row holds at least one sample, but maybe none of the measurand that is asked for.
  for await (const rows of readRows(em, { tenantId, sessionId, from: after?.[0] ?? from, to }, limit)) {
    for (const { at, measured } of rows) found.push(...expand(at, measured, measurand, after));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

type Span = Pick<SampleQuery, 'tenantId' | 'sessionId' | 'from' | 'to'>;
interface Row {
  at: string;
  measured: Measured;
}

/** Rows in order of time, so many at a time. */
async function* readRows(em: EntityManager, { tenantId, sessionId, from, to }: Span, limit: number) {
  let [start, inclusive] = [from ?? null, true];
  for (;;) {
    const rows: Row[] = await em.query(
      `SELECT at, measured FROM sample WHERE tenant_id = $1 AND session_id = $2
       AND ($3::timestamptz IS NULL OR at > $3 OR ($4 AND at = $3)) AND ($5::timestamptz IS NULL OR at < $5)
       ORDER BY at LIMIT $6`,
      [tenantId, sessionId, start, inclusive, to ?? null, limit],
    );
    yield rows;
    if (rows.length < limit) return;
    [start, inclusive] = [(rows.at(-1) as Row).at, false];
  }
}

function expand(at: string, measured: Measured, measurand: string | undefined, after: SampleCursor | undefined) {
  return Object.keys(measured)
    .sort()
    .filter((key) => after === undefined || at > after[0] || key > after[1])
    .map((key) => ({ key, sample: toSample(at, key, measured[key] as number | string) }))
    .filter(({ sample }) => measurand === undefined || sample.measurand === measurand);
}

const toSample = (at: string, key: string, value: number | string): Sample => ({
  at,
  ...fromSampleKey(key),
  ...(typeof value === 'number' ? { value } : { raw: value }),
});

/** Instants of a session in order of time, some thousand at a time, each with all that was measured at it. */
export async function* readInstants(em: EntityManager, span: Span): AsyncGenerator<Sample[][]> {
  for await (const rows of readRows(em, span, INSTANTS_AT_ONCE))
    yield rows.map(({ at, measured }) => Object.entries(measured).map(([key, value]) => toSample(at, key, value)));
}
const INSTANTS_AT_ONCE = 2_000;

/** Signed values as the station sent them, in order of time. */
export async function listSignedValues(
  em: EntityManager,
  query: Pick<SampleQuery, 'tenantId' | 'sessionId' | 'after' | 'limit'>,
): Promise<{ key: string; sample: Sample }[]> {
  const { tenantId, sessionId, after, limit } = query;
  const rows: { at: string; sample_key: string; raw: string }[] = await em.query(
    `SELECT at, sample_key, raw FROM signed_value WHERE tenant_id = $1 AND session_id = $2
     AND ($3::timestamptz IS NULL OR (at, sample_key COLLATE "C") > ($3, $4))
     ORDER BY at, sample_key COLLATE "C" LIMIT $5`,
    [tenantId, sessionId, after?.[0] ?? null, after?.[1] ?? '', limit],
  );
  return rows.map(({ at, sample_key, raw }) => ({
    key: sample_key,
    sample: { at, ...fromSampleKey(sample_key), raw, signed: true },
  }));
}
