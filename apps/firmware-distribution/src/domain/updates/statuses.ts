import type { FirmwareStatus } from '@chargebus/contracts';

/** How far an attempt is. `ordered`: nothing has left yet; `sending`: the command is leaving, or has left without an answer. */
export const STAGES = [
  'ordered',
  'sending',
  'accepted',
  'downloading',
  'downloaded',
  'installing',
  'installed',
] as const;
export type Stage = (typeof STAGES)[number];

/** Which of OCPP's state machines the station follows. */
export type Machine = '1.6' | '1.6-signed' | '2.x';

/** What a status means: a step on the way, the end of it, or nothing. */
export type Meaning =
  | { readonly stage: Stage; readonly order: number }
  /** Fails the attempt, unless it is further than `upTo`: then the status is an old one. */
  | { readonly fails: true; readonly upTo: number }
  | 'nothing';

/** Statuses of one order come in any sequence: a download is paused and goes on; some stations reboot before they install. */
const SIMPLE: Partial<Record<FirmwareStatus, Meaning>> = {
  idle: 'nothing',
  downloading: { stage: 'downloading', order: 2 },
  'download-failed': { fails: true, upTo: 2 },
  downloaded: { stage: 'downloaded', order: 3 },
  installing: { stage: 'installing', order: 6 },
  'installation-failed': { fails: true, upTo: 7 },
  installed: { stage: 'installed', order: 7 },
};

const FULL: Partial<Record<FirmwareStatus, Meaning>> = {
  ...SIMPLE,
  'download-scheduled': { stage: 'accepted', order: 1 },
  'download-paused': { stage: 'downloading', order: 2 },
  'signature-verified': { stage: 'downloaded', order: 4 },
  'invalid-signature': { fails: true, upTo: 4 },
  'install-scheduled': { stage: 'downloaded', order: 5 },
  'install-rebooting': { stage: 'installing', order: 6 },
  'install-verification-failed': { fails: true, upTo: 7 },
};

/** OCPP 1.6 FirmwareStatus (7.25), FirmwareStatusEnumType of its security extension, and of 2.x (3.37). */
export const MACHINES: Readonly<Record<Machine, Partial<Record<FirmwareStatus, Meaning>>>> = {
  '1.6': SIMPLE,
  '1.6-signed': FULL,
  '2.x': FULL,
};
