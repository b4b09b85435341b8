import type { CampaignReport } from './billing-campaign';
import type { ChaosReport } from './run-chaos';
import type { FaultReport } from './rehearse';

const MOST_DIFFERENCES = 50;
const MOST_NAMES = 8;
const MOST_REFUSALS = 20;

/** The report for people. */
export function printReport(report: ChaosReport): string[] {
  const { faults, sessions, energyWh, refusals, retries, failedConnects, differences } = report;
  const kWh = (energyWh / 1_000).toFixed(2);
  return [
    '',
    columns('process', 'lost', 'away', 'began', 'ended', 'ran on', '1st answer', 'ready', 'caught up'),
    ...faults.map(row),
    'lost: commits of how long. began, ended, ran on: sessions while it was away. Times from its new start: to its first answer, until every process was',
    'ready, until every reader had applied what was in the log by then.',
    '',
    ...faults.map((fault) => `${fault.victim}: ${tellReconnected(fault)}`),
    '',
    `${sessions} sessions, ${kWh} kWh, ${retries} messages sent again, ${failedConnects} connects in vain, ${refusals.length} cards refused.`,
    ...refusals.slice(0, MOST_REFUSALS).map((line) => `  ${line}`),
    ...tellDifferences(differences),
  ];
}

/** The report of billing's campaign for people. */
export function printCampaign(report: CampaignReport): string[] {
  const euros = (cents: bigint): string => `${(Number(cents) / 100).toFixed(2)} EUR`;
  const { sessions, kills, retold, bills, countedCents, billedCents, differences } = report;
  return [
    '',
    `${sessions} sessions, billing killed ${kills} times, ${retold} facts delivered again: ${bills} bills.`,
    `The stations counted ${euros(countedCents)}, the bills come to ${euros(billedCents)}.`,
    ...tellDifferences(differences),
  ];
}

function tellDifferences(differences: ChaosReport['differences']): string[] {
  if (differences.length === 0) {
    return ['Every session and every bill is there once and equals what its station counted.'];
  }
  const more = differences.length - MOST_DIFFERENCES;
  return [
    `${differences.length} DIFFERENCES:`,
    ...differences.slice(0, MOST_DIFFERENCES).map(tellDifference),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

function row({ victim, lostMs, awayMs, sessions, firstAnswerMs, readyMs, caughtUpMs }: FaultReport): string {
  const { began, ended, ranThrough } = sessions;
  return columns(
    victim,
    lostMs === undefined ? '' : seconds(lostMs),
    seconds(awayMs),
    String(began),
    String(ended),
    String(ranThrough),
    ...[firstAnswerMs, readyMs, caughtUpMs].map(seconds),
  );
}

function tellReconnected({ reconnected, shownOfflineMs, backMs }: FaultReport): string {
  const names = reconnected.slice(0, MOST_NAMES).join(', ');
  const more = reconnected.length > MOST_NAMES ? ' …' : '';
  const who =
    reconnected.length === 0
      ? 'no station had to reconnect'
      : `${reconnected.length} stations had to reconnect (${names}${more})`;
  if (shownOfflineMs === undefined || backMs === undefined) return who;
  return `${who}; its stations were shown offline after ${seconds(shownOfflineMs)}, all connected again ${seconds(backMs)} after its new start`;
}

function tellDifference({ station, startedAt, what }: ChaosReport['differences'][number]): string {
  return `  ${[station, startedAt].filter(Boolean).join(', from ')}: ${what}`;
}

function columns(first: string, ...others: string[]): string {
  return first.padEnd(24) + others.map((text) => text.padStart(12)).join('');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
