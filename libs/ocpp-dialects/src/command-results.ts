import type { CommandResult } from './dialect';
import { isJsonObject, lookUp, type JsonObject } from './json';

type Status = CommandResult['status'];

/** What the status words of results mean, of every version, in lower case. */
const MEANINGS: Record<string, Status> = {
  accepted: 'accepted',
  acceptedcanceled: 'accepted',
  unlocked: 'accepted',
  // The value is set and works after the next reboot.
  rebootrequired: 'accepted',
  scheduled: 'scheduled',
  rejected: 'rejected',
  occupied: 'rejected',
  faulted: 'rejected',
  unavailable: 'rejected',
  invalid: 'rejected',
  duplicate: 'rejected',
  // 2.1 tariffs.
  duplicatetariffid: 'rejected',
  nocurrencychange: 'rejected',
  toomanyelements: 'rejected',
  conditionnotsupported: 'unsupported',
  // 2.x UnlockConnector: an unlock must not end an authorised transaction (F05.FR.02).
  ongoingauthorizedtransaction: 'rejected',
  unknownconnector: 'rejected',
  unknowntransaction: 'rejected',
  txnotfound: 'rejected',
  unknowncomponent: 'rejected',
  unknownvariable: 'rejected',
  // 2.x reports: nothing to report, so no report will come.
  emptyresultset: 'rejected',
  noprofiles: 'rejected',
  noprofile: 'rejected',
  notariff: 'rejected',
  unpublished: 'accepted',
  nofirmware: 'rejected',
  downloadongoing: 'rejected',
  unknown: 'rejected',
  versionmismatch: 'rejected',
  notfound: 'rejected',
  invalidcertificate: 'rejected',
  revokedcertificate: 'rejected',
  failed: 'failed',
  unlockfailed: 'failed',
  notsupported: 'unsupported',
  notimplemented: 'unsupported',
  notsupportedattributetype: 'unsupported',
  notsupportedmessageformat: 'unsupported',
  notsupportedpriority: 'unsupported',
  notsupportedstate: 'unsupported',
  languagenotsupported: 'unsupported',
  unsupportedmonitortype: 'unsupported',
  unknownvendorid: 'unsupported',
  unknownmessageid: 'unsupported',
};

/**
 * What a result's `status` means for the command; the payload is its response. A result that has no status by its schema is
 * an acceptance (`hasStatus: false`); one that should have one and has not, or an unknown one, failed.
 */
export function toCommandResult(payload: object, o: { hasStatus: boolean } = { hasStatus: true }): CommandResult {
  const status = (payload as JsonObject)['status'];
  if (status === undefined && !o.hasStatus) return { status: 'accepted', response: payload };
  const meaning = typeof status === 'string' ? lookUp(MEANINGS, status.trim().toLowerCase()) : undefined;
  return { status: meaning ?? 'failed', response: payload };
}

/** Results that only read: one value is an answer. */
const READING = new Set(['GetVariables']);

/**
 * What the result of a raw call means: by its status, if the schema has one; else by those of its parts (variables, monitors,
 * tariffs). It is accepted if every part was, or what was read if any was; else it is what the first refused part is.
 */
export function toRawResult(action: string, payload: object, o: { hasStatus: boolean }): CommandResult {
  const whole = toCommandResult(payload, o);
  if (o.hasStatus || whole.status !== 'accepted') return whole;
  const parts = Object.values(payload as JsonObject).flatMap(statusesIn);
  const refused = parts.filter((status) => status !== 'accepted');
  if (refused.length === 0 || (READING.has(action) && refused.length < parts.length)) return whole;
  return { status: refused[0] ?? 'failed', response: payload };
}

function statusesIn(list: unknown): Status[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isJsonObject).flatMap((part) => {
    const status = part['status'] ?? part['attributeStatus'];
    return status === undefined ? [] : [toCommandResult({ status }).status];
  });
}
