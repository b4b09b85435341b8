import { transactionLabel, type LinkEvent } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { messageEvent, startedEvent, stationsOf } from '../testing/events';
import { actionsIn, readLog } from '../testing/read-log';
import { AppendRefused } from './append-refused';
import { GroupAppender, type GroupAppenderOptions } from './group-appender';

describe('appending', () => {
  let server: EmbeddedServer;
  let messaging: Messaging;
  const appenders: GroupAppender[] = [];
  const appenderOn = (on: Messaging, o: Partial<GroupAppenderOptions> = {}) => {
    const appender = new GroupAppender({ messaging: on, ...o });
    appenders.push(appender);
    return appender;
  };

  beforeEach(async () => {
    server = await testNats({ maxPayload: 1024 * 1024 });
    messaging = await connectTo(server.url);
    await messaging.ensureStreams();
  });

  afterEach(async () => {
    await Promise.all(appenders.splice(0).map((appender) => appender.drain(1_000)));
    await closeConnections();
    await server.stop();
  });

  it('rule 1: what arrives while an append is in flight goes together into the next record', async () => {
    const appender = appenderOn(messaging);
    const [station] = stationsOf(2, 4, 1);
    const events = Array.from({ length: 1_200 }, (_, n) => messageEvent(station!, `A${n}`));
    const at = await Promise.all(events.map((event) => appender.append(event)));
    const records = await readLog(messaging);
    expect(records.map(({ events }) => events.length)).toEqual([500, 500, 200]);
    expect(records.every(({ subject }) => subject === 'station.2')).toBe(true);
    expect(actionsIn(records)).toEqual(events.map((_, n) => `A${n}`));
    const { epoch } = await messaging.streamEpoch('STATION');
    expect(at[0]).toEqual({ epoch, seq: 1, index: 0, partition: 2 });
    expect(at[1_199]).toEqual({ epoch, seq: 3, index: 199, partition: 2 });
  });

  it('rule 1: a group closes at 256 KiB', async () => {
    const appender = appenderOn(messaging);
    const [station] = stationsOf(0, 4, 1);
    const payload = { text: 'x'.repeat(60_000) };
    await Promise.all(Array.from({ length: 10 }, (_, n) => appender.append(messageEvent(station!, `A${n}`, payload))));
    const records = await readLog(messaging);
    expect(records.map(({ events }) => events.length)).toEqual([4, 4, 2]);
    expect(Math.max(...records.map(({ bytes }) => bytes))).toBeLessThanOrEqual(256 * 1024 + 64);
  });

  it('rule 1: under load what comes one after the other gathers, in order, and a station alone is not held up', async () => {
    const appender = appenderOn(messaging, { gatherMs: 200 });
    const appends: Promise<unknown>[] = [];
    const first = performance.now();
    for (let n = 0; n < 200; n++) {
      appends.push(appender.append(messageEvent('CP1', `A${n}`)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(appends);
    const tookMs = performance.now() - first;
    const records = await readLog(messaging);
    expect(records.length).toBeLessThan(3 + tookMs / 200);
    expect(actionsIn(records)).toEqual(appends.map((_, n) => `A${n}`));
    // Each event of a station alone waits for the answer to the last: no pause gathers anything.
    const patient = appenderOn(messaging, { gatherMs: 400 });
    const begun = performance.now();
    for (let n = 0; n < 22; n++) await patient.append(messageEvent('CP1', `B${n}`));
    expect((performance.now() - begun) / 400).toBeLessThan(21);
  });

  it('rule 1: a link that opens, and a start, wait for nothing to gather and take along what does', async () => {
    const appender = appenderOn(messaging, { gatherMs: 60_000 });
    await appender.append(messageEvent('CP1', 'first'));
    const gathering = appender.append(messageEvent('CP1', 'gathering'));
    const connected = { ...messageEvent('CP1', 'x'), kind: 'station.connected', data: {} } as unknown as LinkEvent;
    expect((await appender.append(connected)).seq).toBe(2);
    expect(await gathering).toMatchObject({ seq: 2, index: 0 });
    const more = appender.append(messageEvent('CP1', 'more'));
    const started = await appender.appendAlone(startedEvent('CP1', { fingerprint: 'start-1' }), 'start-1');
    expect([await more, started]).toMatchObject([{ seq: 3 }, { seq: 4, duplicate: false }]);
  });

  it('rule 1: an event over max_payload is refused alone, those beside it are stored', async () => {
    const appender = appenderOn(messaging);
    const huge = { text: 'ü'.repeat(600_000) };
    const [before, refused, after] = await Promise.allSettled([
      appender.append(messageEvent('CP1', 'before')),
      appender.append(messageEvent('CP1', 'huge', huge)),
      appender.append(messageEvent('CP1', 'after')),
    ]);
    expect(before.status).toBe('fulfilled');
    expect(after.status).toBe('fulfilled');
    expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'AppendRefused', reason: 'too-large' } });
    expect(String((refused as PromiseRejectedResult).reason)).toContain('the server takes 1048576');
    expect(actionsIn(await readLog(messaging))).toEqual(['before', 'after']);
  });

  it('rule 1: bytes that wait are bounded, and what is over the bound is refused at once', async () => {
    const appender = appenderOn(messaging, { maxWaitingBytes: 10_000 });
    const events = Array.from({ length: 60 }, (_, n) => appender.append(messageEvent('CP1', `A${n}`)));
    const results = await Promise.allSettled(events);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason instanceof AppendRefused && reason.reason === 'full')).toBe(true);
    expect(appender.waitingBytes).toBe(0);
    await expect(appender.append(messageEvent('CP1', 'later'))).resolves.toMatchObject({ index: 0 });
  });

  it('rule 3: a start is a record of its own under its fingerprint; a repeat gets the first label and verdict', async () => {
    const [first, second] = [appenderOn(messaging), appenderOn(await connectTo(server.url))];
    const neighbours = [first.append(messageEvent('CP1', 'before'))];
    const start = first.appendAlone(startedEvent('CP1', { fingerprint: 'f1', status: 'blocked' }), 'f1');
    neighbours.push(first.append(messageEvent('CP1', 'after')));
    const original = await start;
    await Promise.all(neighbours);
    expect(original).toMatchObject({ duplicate: false, index: 0 });

    const again = startedEvent('CP1', { fingerprint: 'f1', linkId: 'other-link', status: 'accepted' });
    const repeat = await second.appendAlone(again, 'f1');
    expect(repeat).toMatchObject({ duplicate: true, seq: original.seq, epoch: original.epoch });
    expect(transactionLabel(repeat.seq)).toBe(transactionLabel(original.seq));
    expect(repeat.event).toEqual(startedEvent('CP1', { fingerprint: 'f1', status: 'blocked' }));
    const records = await readLog(messaging);
    expect(records.map(({ events }) => events.map(({ kind }) => kind))).toEqual([
      ['station.message.reported'],
      ['station.transaction.started'],
      ['station.message.reported'],
    ]);
    expect(records[1]?.messageId).toBe('f1');
  });

  it('rule 3: the same start at once on two gateways is one record with one label', async () => {
    const gateways = [appenderOn(messaging), appenderOn(await connectTo(server.url))];
    const repeats = Array.from({ length: 20 }, (_, n) => {
      const event = startedEvent('CP1', { fingerprint: 'f2', linkId: `link-${n}` });
      return gateways[n % 2]!.appendAlone(event, 'f2');
    });
    const results = await Promise.all(repeats);
    expect(new Set(results.map(({ seq }) => seq)).size).toBe(1);
    expect(new Set(results.map(({ event }) => event.link.id)).size).toBe(1);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await readLog(messaging)).toHaveLength(1);
  });

  it('rule 3: a fingerprint of any length and characters is a message id', async () => {
    const appender = appenderOn(messaging);
    const fingerprint = `default\r\nCP ü|1|${'TAG'.repeat(200)}`;
    const event = startedEvent('CP1', { fingerprint });
    const first = await appender.appendAlone(event, fingerprint);
    await expect(appender.appendAlone(event, fingerprint)).resolves.toMatchObject({ duplicate: true, seq: first.seq });
    expect((await readLog(messaging))[0]?.messageId).toMatch(/^[\w-]{43}$/);
  });

  it('rule 3: a duplicate whose record is gone is refused, not answered with a guess', async () => {
    const appender = appenderOn(messaging);
    const first = await appender.appendAlone(startedEvent('CP1', { fingerprint: 'f3' }), 'f3');
    const jsm = await messaging.nc.jetstreamManager({ timeout: 30_000 });
    await jsm.streams.deleteMessage('STATION', first.seq);
    await expect(appender.appendAlone(startedEvent('CP1', { fingerprint: 'f3' }), 'f3')).rejects.toMatchObject({
      reason: 'stored-record-gone',
    });
  });

  it('rule 8: a stream that was made anew has another epoch, in the very first append after it', async () => {
    const appender = appenderOn(messaging);
    const before = await appender.append(messageEvent('CP1', 'a'));
    const changed = new Promise<void>((resolve) => appender.onEpochChanged(resolve));
    const jsm = await messaging.nc.jetstreamManager({ timeout: 30_000 });
    await jsm.streams.delete('STATION');
    await messaging.ensureStreams();
    const after = await appender.append(messageEvent('CP1', 'b'));
    expect(after.seq).toBe(before.seq);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.epoch).toBe((await messaging.streamEpoch('STATION')).epoch);
    await changed;
  });

  it('takes nothing more after drain, and what it had is stored', async () => {
    const appender = appenderOn(messaging);
    const last = appender.append(messageEvent('CP1', 'last'));
    const drained = appender.drain();
    await expect(appender.append(messageEvent('CP1', 'late'))).rejects.toMatchObject({ reason: 'closed' });
    await expect(drained).resolves.toBe(true);
    await expect(last).resolves.toMatchObject({ index: 0 });
  });
});
