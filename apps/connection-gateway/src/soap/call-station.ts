import { randomUUID } from 'node:crypto';
import {
  ANONYMOUS,
  findFault,
  readEnvelope,
  toPayload,
  writeMessage,
  writePayload,
  XmlRefused,
  type Outcome,
} from '@chargebus/ocpp-rpc';
import type { CallbackGuard } from './callback-guard';
import { postCall } from './post-call';
import { toElementName, type SoapService } from './soap-services';

export interface StationCallSite {
  tenantId: string;
  stationId: string;
  service: SoapService;
  /** Where the station takes calls, as its last request said. */
  callback: string | undefined;
  guard: CallbackGuard;
  maxBytes: number;
  /** Copies a message to the trace; `json` is its neutral form, for what has to stay secret. */
  trace(direction: 'in' | 'out', xml: string, action: string, json: unknown): void;
  /** A call that was not sent because its address is not allowed. */
  refused(callback: string, reason: string): void;
}

/** Posts one call to a station and says how it ended. Never throws for what a station does. */
export async function callStation(
  site: StationCallSite,
  action: string,
  payload: object,
  timeoutMs: number,
): Promise<Outcome> {
  const { service, stationId, callback } = site;
  if (callback === undefined) return failed('NoCallbackAddress', 'the station has not said where it takes calls');
  const { namespace, messages } = service.chargePoint;
  const name = toElementName(action, 'Request');
  const type = messages.get(name);
  if (!type) return failed('NotSupported', `OCPP ${service.dialect.version} over SOAP has no ${action}`);
  const deadline = performance.now() + timeoutMs;
  const target = await site.guard.resolve(site.tenantId, callback);
  if (target === 'unknown-host') return { kind: 'never-sent', reason: 'closed' };
  if ('refused' in target) {
    site.refused(callback, target.refused);
    return failed('CallbackRefused', target.refused);
  }
  const header = {
    namespace,
    action: `/${action}`,
    messageId: `urn:uuid:${randomUUID()}`,
    replyTo: ANONYMOUS,
    to: callback,
    chargeBoxIdentity: stationId,
  };
  const xml = writeMessage(header, name, writePayload(payload, type));
  site.trace('out', xml, action, payload);
  const left = Math.max(1, Math.floor(deadline - performance.now()));
  const posted = await postCall(target, { action, xml }, { timeoutMs: left, maxBytes: site.maxBytes });
  switch (posted.kind) {
    case 'answered':
      return readAnswer(posted, action, site);
    case 'unreachable':
      return { kind: 'never-sent', reason: 'closed' };
    case 'dropped':
      return { kind: 'dropped' };
    case 'timeout':
      return { kind: 'timeout' };
  }
}

function readAnswer(
  { status, text }: { status: number; text: string },
  action: string,
  site: StationCallSite,
): Outcome {
  try {
    const message = readEnvelope(text);
    const fault = findFault(message);
    const name = toElementName(action, 'Response');
    const type = site.service.chargePoint.messages.get(name);
    const payload = type && message.body.name === name ? toPayload(message.body, type) : undefined;
    site.trace('in', text, action, fault ?? payload ?? {});
    if (fault) return { kind: 'error', ...fault, details: {} };
    if (payload) return { kind: 'result', payload };
    return failed('ProtocolError', `the station answered ${action} with ${message.body.name}`);
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    site.trace('in', text, action, {});
    return failed('ProtocolError', `the station answered with HTTP ${status}: ${error.message}`);
  }
}

const failed = (code: string, description: string): Outcome => ({ kind: 'error', code, description, details: {} });
