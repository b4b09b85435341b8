import type { OcppVersion } from '@chargebus/contracts';
import type { Ending } from './command';

/** A reset that waits for the end of the station's sessions, where nobody says for how long. */
export const RESET_PATIENCE_MS = 24 * 3_600_000;
/** The longest time that a command may wait. */
export const MOST_PATIENCE_MS = 90 * 24 * 3_600_000;

/** How long a command that nothing was done of rests before the next attempt, ms. */
export const REST_MS = 5_000;

type Asked = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A reset of the whole station that is to wait until nobody charges. */
export function isIdleReset(command: Asked): boolean {
  return command.type === 'reset' && command.when === 'idle' && (command.evseId ?? 0) === 0;
}

/** OCPP 2.x stations wait by themselves (`OnIdle`); for 1.x ones the platform does. */
export function platformWaits(command: Asked, ocppVersion: OcppVersion | null): boolean {
  return isIdleReset(command) && ocppVersion !== null && ocppVersion.startsWith('1.');
}

/** What is sent once the platform has waited: the station is to do it now. */
export function toSend<T extends Asked>(command: T, ocppVersion: OcppVersion | null): T {
  return platformWaits(command, ocppVersion) ? { ...command, when: 'now' } : command;
}

/** How a new command begins: sent at once, or written down to wait. `held` waits for the sessions' end. */
export type Beginning = { how: 'at-once' } | { how: 'queued' | 'held'; expiresAt: string };

/**
 * @param station - as it is known; a station that is offline is not waited for unless the caller says until when
 * @param now - ISO
 */
export function decideBeginning(
  command: Asked,
  expiresAt: string | undefined,
  station: { connected: boolean; ocppVersion: OcppVersion | null },
  now: string,
): Beginning {
  const held = platformWaits(command, station.ocppVersion);
  if (expiresAt !== undefined) return { how: held ? 'held' : 'queued', expiresAt };
  if (!held || !station.connected) return { how: 'at-once' };
  return { how: 'held', expiresAt: new Date(Date.parse(now) + RESET_PATIENCE_MS).toISOString() };
}

/** Codes of endings by which the station never got the command, whatever their status. */
const NEVER_REACHED = new Set(['NotAccepted', 'NotSent']);

/** An attempt at a waiting command: it ended, or it goes on waiting because nothing was done. */
export type AfterAttempt = { how: 'ended'; ending: Ending } | { how: 'again' };

export const EXPIRED: Ending = { status: 'expired', response: null, error: null };

/**
 * What follows an attempt at a command that waited. The station that was not there, or was not accepted, is waited for
 * again until the command expires. One without expiry is tried once; only what never left is tried again.
 */
export function decideAfterAttempt(expiresAt: string | null, ending: Ending, now: string): AfterAttempt {
  const code = ending.error?.code ?? '';
  if (ending.status !== 'offline' && !NEVER_REACHED.has(code)) return { how: 'ended', ending };
  if (expiresAt !== null) return expiresAt > now ? { how: 'again' } : { how: 'ended', ending: EXPIRED };
  return code === 'NotSent' ? { how: 'again' } : { how: 'ended', ending };
}
