import { unprocessable, type DataSource } from '@chargebus/service-runtime';
import { CurveBuilder, decideResolutionS, MOST_POINTS, type Curves } from '../domain/curves';
import type { Session } from '../domain/session';
import { readInstants } from '../store/sample.repository';

export interface CurveQuery {
  resolutionS?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * Power and energy of a session over time, in steps that are as fine as is readable unless told.
 * @throws Problem 422 for a resolution that gives too many points
 */
export async function drawCurves(
  em: DataSource['manager'],
  session: Session,
  { resolutionS, from, to }: CurveQuery,
): Promise<Curves> {
  const { tenantId, id, meterStartWh } = session;
  const origin = from ?? session.startedAt ?? session.openedAt;
  const end = to ?? session.endedAt ?? new Date().toISOString();
  const spanMs = Math.max(0, Date.parse(end) - Date.parse(origin));
  if (resolutionS !== undefined && spanMs / 1_000 / resolutionS > MOST_POINTS) {
    const least = Math.ceil(spanMs / 1_000 / MOST_POINTS);
    const message = `gives more than ${MOST_POINTS} points for this time: at least ${least} is possible`;
    throw unprocessable([{ path: 'resolutionS', message }]);
  }
  const builder = new CurveBuilder({ origin, resolutionS: resolutionS ?? decideResolutionS(spanMs), meterStartWh });
  for await (const instants of readInstants(em, { tenantId, sessionId: id, from, to }))
    for (const samples of instants) builder.add(samples);
  return builder.build();
}
