import {
  asks,
  providerAsks,
  stationEvent,
  type AuthorizationVerdict,
  type DriverCost,
  type LinkEvent,
  type OcppVersion,
} from '@chargebus/contracts';
import type { BootVerdict, CallFault, Dialect, ProviderReply, Question, StationContext } from './dialect';
import type { SchemaCheck } from './schema-check';

/** Where the messages of golden pairs come from. */
export const contextOf = (ocppVersion: OcppVersion): StationContext => ({
  tenantId: 'default',
  stationId: 'CP 1',
  link: { id: 'link-1', gatewayId: 'gw-1', epoch: 9, ocppVersion, transport: 'ws' },
  receivedAt: '2025-06-01T10:00:05.250Z',
  timeZone: 'Europe/Berlin',
});
export const NOW = '2025-06-01T10:00:05.300Z';
export const accepted: AuthorizationVerdict = { status: 'accepted', decidedBy: 'service' };

export interface Verdicts {
  authorization?: AuthorizationVerdict;
  boot?: BootVerdict;
  provider?: ProviderReply;
  cost?: DriverCost;
  /** The record a start became: its sequence, and of a repeat the first one's verdict. */
  seq?: number;
  firstVerdict?: AuthorizationVerdict;
}
/** All that comes of one message; the fields of the events' header that never change are left out. */
export interface Taken {
  fault?: CallFault;
  remarks: string[];
  question?: Question;
  events: { kind: string; stationTime?: string; data: unknown }[];
  messageId?: string;
  answer?: object;
}
export type Take = (action: string, payload: unknown, verdicts?: Verdicts, strict?: boolean) => Taken;

/** Sends payloads through check, question, report and answer, and holds each of them against its contract on the way. */
export function goldenTaker(dialect: Dialect, schemas: SchemaCheck): Take {
  const context = contextOf(dialect.version);
  const identity = { tenantId: context.tenantId, stationId: context.stationId };
  return (action, payload, verdicts = {}, strict = false) => {
    const before = JSON.stringify(payload);
    const checked = dialect.checkRequest(action, payload, context, { strict });
    expect(JSON.stringify(payload)).toBe(before);
    if (!checked.ok) return { fault: checked.fault, remarks: [], events: [] };
    const row = dialect.incoming(action);
    if (typeof row === 'string') throw new Error(`${action} is ${row}`);
    const question = row.toQuestion?.(checked.payload, context);
    if (question?.ask === 'authorize') asks.authorize.request.parse({ ...identity, ...question.request });
    if (question?.ask === 'boot')
      asks.boot.request.parse({ ...identity, ocppVersion: dialect.version, ...question.request });
    if (question?.ask === 'provider') providerAsks[question.about].request.parse({ ...identity, ...question.request });
    const report = row.toReport?.(checked.payload, context, verdicts);
    const events = report?.events ?? [];
    for (const event of events) expect(stationEvent.parse(event)).toEqual(event);
    const [first] = events;
    const record = first && { seq: verdicts.seq ?? 42, event: stored(first, verdicts) };
    const answer = row.toAnswer(checked.payload, { ...verdicts, now: NOW, ...(record && { record }) });
    // A SEND has no answer, and so no schema of one.
    if (row.answered !== false) expect(schemas.faults(`${action}Response`, answer)).toEqual([]);
    return {
      remarks: checked.remarks,
      ...(question && { question }),
      events: events.map(({ kind, stationTime, data }) => ({ kind, ...(stationTime && { stationTime }), data })),
      ...(report?.messageId !== undefined && { messageId: report.messageId }),
      answer,
    };
  };
}

function stored(event: LinkEvent, { firstVerdict }: Verdicts): LinkEvent {
  if (event.kind !== 'station.transaction.started' || !firstVerdict) return event;
  return { ...event, data: { ...event.data, verdict: firstVerdict } };
}
