import type { PublicationReport } from '@chargebus/contracts';
import type { StageTimes } from '../updates/attempt';

/**
 * How far a local controller is with an image that it is to hand out to the stations behind it (OCPP 2.0.1 L03, L04).
 * `sending`: the command is leaving, or has left without an answer.
 */
export const PUBLICATION_STATUSES = [
  ...(['sending', 'accepted', 'downloading', 'downloaded', 'verified', 'published'] as const),
  ...(['failed', 'unpublished'] as const),
] as const;
export type PublicationStatus = (typeof PUBLICATION_STATUSES)[number];
type Stage = Exclude<PublicationStatus, 'failed' | 'unpublished'>;

type Meaning =
  | { readonly stage: Stage; readonly order: number }
  /** Fails it, unless it is further than `upTo`: then the status is an old one. */
  | { readonly fails: true; readonly upTo: number }
  | 'nothing';

/** OCPP 2.0.1 PublishFirmwareStatusEnumType (3.66). */
export const PUBLICATION_MACHINE: Readonly<Record<PublicationReport, Meaning>> = {
  idle: 'nothing',
  'download-scheduled': { stage: 'accepted', order: 1 },
  downloading: { stage: 'downloading', order: 2 },
  'download-paused': { stage: 'downloading', order: 2 },
  'download-failed': { fails: true, upTo: 2 },
  downloaded: { stage: 'downloaded', order: 3 },
  'invalid-checksum': { fails: true, upTo: 3 },
  'checksum-verified': { stage: 'verified', order: 4 },
  'publish-failed': { fails: true, upTo: 4 },
  published: { stage: 'published', order: 5 },
};

export interface PublicationStep {
  readonly at: string;
  readonly status: PublicationStatus;
  /** What brought it there: a word of the controller, an answer, or time. */
  readonly by: string;
}

/** One image at one local controller, as far as decisions need it. */
export interface Publication {
  readonly status: PublicationStatus;
  /** Why it failed. */
  readonly reason: string | null;
  readonly lastStatus: PublicationReport | null;
  readonly statusOrder: number;
  /** Where the stations behind the controller may fetch it, as the controller says. */
  readonly locations: readonly string[];
  /** When it fails if nothing is heard. */
  readonly dueAt: string | null;
  readonly history: readonly PublicationStep[];
}

export type PublicationEvent =
  | { readonly type: 'answered'; readonly at: string; readonly outcome: string }
  | {
      readonly type: 'told';
      readonly at: string;
      readonly status: PublicationReport;
      readonly locations: readonly string[];
    }
  | { readonly type: 'timed-out'; readonly at: string }
  | { readonly type: 'unpublished'; readonly at: string; readonly by: string };

/** What is said of one of which nothing more was heard: a status that comes later all the same counts. */
const SILENCE: Readonly<Record<Exclude<Stage, 'published'>, string>> = {
  sending: 'no-answer',
  accepted: 'no-report',
  downloading: 'download-stalled',
  downloaded: 'publish-stalled',
  verified: 'publish-stalled',
};
const GIVEN_UP: ReadonlySet<string> = new Set(Object.values(SILENCE));

/** @returns what an event makes of a publication; undefined where it is stale, repeated or out of order */
export function decidePublication(
  one: Publication,
  event: PublicationEvent,
  times: StageTimes,
): Publication | undefined {
  const { at } = event;
  switch (event.type) {
    case 'answered':
      if (one.status !== 'sending') return undefined;
      if (event.outcome === 'accepted' || event.outcome === 'scheduled')
        return to(one, 'accepted', at, 'Accepted', times);
      // It may have the command: its reports, or the time-out, will tell.
      if (event.outcome === 'timeout' || event.outcome === 'unknown-outcome') return undefined;
      return fail(one, at, event.outcome, event.outcome);
    case 'told':
      return onStatus(one, event, times);
    case 'timed-out':
      if (one.dueAt === null || Date.parse(at) < Date.parse(one.dueAt)) return undefined;
      return fail(one, at, 'timed out', SILENCE[one.status as keyof typeof SILENCE]);
    case 'unpublished': {
      if (one.status === 'unpublished') return undefined;
      const history = [...one.history, { at, status: 'unpublished' as const, by: event.by }];
      return { ...one, status: 'unpublished', reason: null, locations: [], dueAt: null, history };
    }
  }
}

function onStatus(
  one: Publication,
  { at, status, locations }: Extract<PublicationEvent, { type: 'told' }>,
  times: StageTimes,
): Publication | undefined {
  if (one.status === 'unpublished') return undefined;
  if (one.status === 'failed' && !GIVEN_UP.has(one.reason ?? '')) return undefined;
  const meaning = PUBLICATION_MACHINE[status];
  if (meaning === 'nothing') return undefined;
  if ('fails' in meaning) return one.statusOrder > meaning.upTo ? undefined : fail(one, at, status, status);
  // The controller may say it again, with other addresses.
  const moved = status === 'published' && locations.join('\n') !== one.locations.join('\n');
  if (status === one.lastStatus && one.status !== 'failed' && !moved) return undefined;
  if (meaning.order < one.statusOrder) return undefined;
  const told = { lastStatus: status, statusOrder: meaning.order, ...(status === 'published' && { locations }) };
  return to({ ...one, ...told }, meaning.stage, at, status, times);
}

function to(one: Publication, stage: Stage, at: string, by: string, times: StageTimes): Publication {
  const seconds = secondsOf(stage, times);
  const dueAt = seconds === null ? null : new Date(Date.parse(at) + seconds * 1000).toISOString();
  return { ...one, status: stage, reason: null, dueAt, history: [...one.history, { at, status: stage, by }] };
}

/** How long a stage may last; null: for ever. */
export function secondsOf(stage: Stage, times: StageTimes): number | null {
  switch (stage) {
    case 'sending':
      return times.answerS;
    case 'accepted':
      return times.startS;
    case 'downloading':
      return times.downloadS;
    case 'downloaded':
    case 'verified':
      return times.installS;
    case 'published':
      return null;
  }
}

function fail(one: Publication, at: string, by: string, reason: string): Publication {
  return { ...one, status: 'failed', reason, dueAt: null, history: [...one.history, { at, status: 'failed', by }] };
}
