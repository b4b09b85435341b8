import type { PublicationReport } from '@chargebus/contracts';
import { decidePublication, type Publication, type PublicationEvent } from './publication';

const TIMES = { answerS: 10, startS: 20, downloadS: 30, installS: 40, bootS: 50 };
const at = (s: number): string => new Date(Date.UTC(2026, 10, 28, 8) + s * 1000).toISOString();
const sending: Publication = {
  ...{ status: 'sending', reason: null, lastStatus: null, statusOrder: 0, locations: [], dueAt: at(10) },
  history: [{ at: at(0), status: 'sending', by: 'sent' }],
};
const AT_HOME = ['http://10.0.0.1/fw'];

/** Words of the controller, `accepted` and other outcomes as `=word`, `waits` for longer than anything may take. */
function after(...happens: string[]): Publication {
  return happens.reduce((one, what, n) => {
    const event: PublicationEvent =
      what === 'waits'
        ? { type: 'timed-out', at: at(1_000 + n) }
        : what === 'unpublished'
          ? { type: what, at: at(n), by: 'Unpublished' }
          : what.startsWith('=')
            ? { type: 'answered', at: at(n), outcome: what.slice(1) }
            : {
                type: 'told',
                at: at(n),
                status: what as PublicationReport,
                locations: what === 'published' ? AT_HOME : [],
              };
    return decidePublication(one, event, TIMES) ?? one;
  }, sending);
}

it.each<[string, string[], string, string | null]>([
  [
    'goes its whole way',
    [
      '=accepted',
      'download-scheduled',
      'downloading',
      'download-paused',
      'downloading',
      'downloaded',
      'checksum-verified',
      'published',
    ],
    'published',
    null,
  ],
  ['may skip words', ['=accepted', 'published'], 'published', null],
  ['says more by its reports than by its answer', ['downloading', '=rejected'], 'downloading', null],
  ['is refused', ['=rejected'], 'failed', 'rejected'],
  ['is not understood', ['=unsupported'], 'failed', 'unsupported'],
  ['may have come through without an answer', ['=timeout'], 'sending', null],
  ['cannot be fetched', ['=accepted', 'downloading', 'download-failed'], 'failed', 'download-failed'],
  ['is another file than was meant', ['downloading', 'downloaded', 'invalid-checksum'], 'failed', 'invalid-checksum'],
  ['cannot be handed out', ['downloaded', 'checksum-verified', 'publish-failed'], 'failed', 'publish-failed'],
  ['is not failed by what is old', ['downloaded', 'checksum-verified', 'download-failed'], 'verified', null],
  ['is not taken back by what comes late', ['downloaded', 'downloading'], 'downloaded', null],
  ['hears nothing in Idle', ['=accepted', 'idle'], 'accepted', null],
  ['is never answered', ['waits'], 'failed', 'no-answer'],
  ['is never heard of', ['=accepted', 'waits'], 'failed', 'no-report'],
  ['stands still', ['downloading', 'waits'], 'failed', 'download-stalled'],
  ['stands still after that', ['downloaded', 'waits'], 'failed', 'publish-stalled'],
  ['goes on, though it was given up', ['=accepted', 'waits', 'downloading', 'published'], 'published', null],
  ['does not come back from a failure', ['download-failed', 'downloading'], 'failed', 'download-failed'],
  ['stays for ever', ['published', 'waits'], 'published', null],
  ['is taken back', ['published', 'unpublished', 'published'], 'unpublished', null],
])('A publication %s', (_title, happens, status, reason) => {
  expect(after(...happens)).toMatchObject({ status, reason });
});

it('A publication tells where the image is, also when that changes, and nowhere once it is taken back', () => {
  const published = after('published');
  expect(published.locations).toEqual(AT_HOME);
  const said = { type: 'told', at: at(9), status: 'published', locations: AT_HOME } as const;
  expect(decidePublication(published, said, TIMES)).toBeUndefined();
  expect(decidePublication(published, { ...said, locations: ['ftp://10.0.0.1/fw'] }, TIMES)).toMatchObject({
    ...{ status: 'published', locations: ['ftp://10.0.0.1/fw'] },
  });
  expect(after('published', 'unpublished').locations).toEqual([]);
});

it('Each stage of a publication has its time', () => {
  const due = (...happens: string[]): string | null => after(...happens).dueAt;
  expect([due('=accepted'), due('downloading'), due('downloaded'), due('checksum-verified'), due('published')]).toEqual(
    [...[at(20), at(30), at(40), at(40), null]],
  );
  const early = { type: 'timed-out', at: at(9) } as const;
  expect(decidePublication(sending, early, TIMES)).toBeUndefined();
});
