import type { FuzzReport } from './run-fuzz';

/** Close codes of RFC 6455 and of the gateway that odd frames may bring about; 1006: the socket went without a close frame. */
const DESERVED_CLOSES = new Set(['1000', '1002', '1006', '1007', '1008', '1009']);
/** A process grows while it warms up; so many frames later it must not any more. */
const FLAT_AFTER_FRAMES = 100_000;
const FLAT_MIB = 32;
const FLAT_SHARE = 0.1;
const SHOWN = 20;

/** What of the promises was broken, in words. */
export function faultsOf(
  { counts, settledAfterSeconds, during, without, after, watched, quarantined }: Omit<FuzzReport, 'faults'>,
  seen: { quarantineCount: number; stillReady: boolean; output: string },
): string[] {
  const faults = counts.faults.slice(0, SHOWN);
  const say = (broken: boolean, text: string): void => void (broken && faults.push(text));
  say(counts.faults.length > SHOWN, `… and ${counts.faults.length - SHOWN} more of these`);
  say(!seen.stillReady, 'the platform is not ready any more, or its process has ended');
  const { notReady, looks } = watched;
  say(notReady.length > 0, `not ready at ${notReady.length} of ${looks} looks; the last time ${notReady.at(-1)}`);
  const crashes = /.*(uncaughtException|unhandledRejection|Unhandled|Uncaught).*/i.exec(seen.output);
  say(crashes !== null, `its output tells of an error that nobody caught: ${crashes?.[0]}`);
  const flat = Math.max(FLAT_MIB, FLAT_SHARE * (watched.rssMiB.at(-1) ?? 0));
  say(
    counts.frames >= FLAT_AFTER_FRAMES && watched.growthMiB > flat,
    `memory grew by ${watched.growthMiB.toFixed(0)} MiB over the second half`,
  );
  say(settledAfterSeconds === undefined, 'the readers did not catch up');
  say(seen.quarantineCount > 0, `${seen.quarantineCount} events are in quarantine`);
  faults.push(...quarantined);
  const undeserved = Object.entries(counts.closes).filter(([code]) => !DESERVED_CLOSES.has(code));
  for (const [code, times] of undeserved) faults.push(`sockets were closed with ${code}: ${times}`);
  for (const [status, times] of Object.entries(counts.refused)) faults.push(`handshakes failed, ${status}: ${times}`);
  say(after.errors > 0, `well-behaved stations: ${after.errors} messages answered with an error, or not at all`);
  say(after.unanswered > 0, `well-behaved stations: ${after.unanswered} disconnected, or without their last answer`);
  say(without.messages === 0 || during.messages === 0, 'well-behaved stations: no message was answered');
  return faults;
}
