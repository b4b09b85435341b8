import type { StationCommandOf } from '@chargebus/contracts';

type Message = StationCommandOf<'set-display-message'>;

export const PRIORITIES: Record<Message['priority'], string> = {
  'always-front': 'AlwaysFront',
  'in-front': 'InFront',
  'normal-cycle': 'NormalCycle',
};
/** The last two, and QRCODE, came with 2.1: a schema without them says so. */
export const STATES: Record<NonNullable<Message['state']>, string> = {
  charging: 'Charging',
  faulted: 'Faulted',
  idle: 'Idle',
  unavailable: 'Unavailable',
  suspended: 'Suspended',
  discharging: 'Discharging',
};
export const FORMATS: Record<Message['format'], string> = {
  ascii: 'ASCII',
  html: 'HTML',
  uri: 'URI',
  utf8: 'UTF8',
  'qr-code': 'QRCODE',
};
