import type { Actor, SessionStatus } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { v7 as uuidv7 } from 'uuid';
import { newSession, type Session } from '../domain/session';
import { clock, energy } from '../testing/reports';
import { openTestTables } from '../testing/rows';
import { ExpireRequests } from '../use-cases/expire-requests';
import { FailRequest } from '../use-cases/fail-request';
import { keepRequest, nextRemoteStartId } from './request.repository';
import { fromSampleKey, toSampleKey } from './sample-key';
import { listSamples, saveSamples } from './sample.repository';
import { findSession, listSessions, saveCosts, saveSessions } from './session.repository';
import { deleteToken, findToken, listTokens, saveToken } from './token.repository';

let tables: Awaited<ReturnType<typeof openTestTables>>;
let dataSource: DataSource;
beforeAll(async () => {
  tables = await openTestTables();
  dataSource = tables.dataSource;
});
afterAll(() => tables.close());

const actor: Actor = { type: 'user', id: 'admin' };
const tenantId = 'default';

function session(o: Partial<Session> = {}): Session {
  return { ...newSession({ id: uuidv7(), tenantId, stationId: 'CP-1', openedAt: clock(0) }), token: 'Tag1', ...o };
}
const save = (...sessions: Session[]) => saveSessions(dataSource.manager, sessions, () => actor);

describe('tokens', () => {
  const token = (uid: string) => ({
    ...{ id: uuidv7(), tenantId, uid, status: 'accepted' as const, type: 'rfid' as const, groupId: null },
    ...{
      expiresAt: clock(5),
      singleSession: false,
      allowedStations: null,
      allowedGroups: null,
      createdAt: clock(0),
      updatedAt: clock(0),
    },
  });

  it('are found in any case and keep their leading zeros', async () => {
    await saveToken(dataSource.manager, token('00aB'), actor);
    expect(await findToken(dataSource.manager, tenantId, '00Ab')).toMatchObject({ uid: '00aB', expiresAt: clock(5) });
    expect(await findToken(dataSource.manager, tenantId, '0ab')).toBeUndefined();
    expect(await findToken(dataSource.manager, 'other', '00ab')).toBeUndefined();
  });

  it('are one row a uid however it is spelled', async () => {
    const first = await saveToken(dataSource.manager, token('CARD'), actor);
    const again = await saveToken(dataSource.manager, { ...token('card'), status: 'blocked' as const }, actor);
    expect(again).toMatchObject({ id: first.id, uid: 'CARD', status: 'blocked' });
  });

  it('are gone once deleted, and a new token of the uid gets another id', async () => {
    const first = await saveToken(dataSource.manager, token('GONE'), actor);
    const deleted = await deleteToken(dataSource.manager, { tenantId, uid: 'gone', now: clock(1), actor });
    expect(deleted?.id).toBe(first.id);
    expect(await findToken(dataSource.manager, tenantId, 'GONE')).toBeUndefined();
    expect((await saveToken(dataSource.manager, token('GONE'), actor)).id).not.toBe(first.id);
  });

  it('are listed page by page', async () => {
    for (const uid of ['P1', 'p2', 'P3'])
      await saveToken(dataSource.manager, { ...token(uid), groupId: 'pages' }, actor);
    const page = await listTokens(dataSource.manager, { tenantId, groupId: 'pages', limit: 2 });
    expect(page.map(({ uid }) => uid)).toEqual(['P1', 'p2']);
    const rest = await listTokens(dataSource.manager, { tenantId, groupId: 'pages', after: 'p2', limit: 2 });
    expect(rest.map(({ uid }) => uid)).toEqual(['P3']);
  });
});

describe('sessions', () => {
  it('come back as they were written', async () => {
    const written = session({
      energyWh: 12,
      powerW: 7.5,
      anomalies: [{ kind: 'x', severity: 'info' }],
      startedAt: clock(1),
    });
    await save(written);
    expect((await findSession(dataSource.manager, tenantId, written.id))?.session).toEqual(written);
    expect(await findSession(dataSource.manager, 'other', written.id)).toBeUndefined();
  });

  it('are listed newest first by every filter, page by page', async () => {
    const base = { stationId: 'LIST', locationId: 'HQ' };
    const old = session({ ...base, openedAt: clock(1), status: 'ended', token: 'AbC' });
    const odd = session({
      ...base,
      openedAt: clock(2),
      anomalies: [{ kind: 'start-missing', severity: 'affects-amount' }],
    });
    await save(old, odd);
    const list = async (o: object) =>
      (await listSessions(dataSource.manager, { tenantId, stationId: 'LIST', limit: 9, ...o })).map(
        (row) => row.session.id,
      );
    expect(await list({})).toEqual([odd.id, old.id]);
    expect(await list({ status: 'ended' as SessionStatus })).toEqual([old.id]);
    expect(await list({ token: 'aBc' })).toEqual([old.id]);
    expect(await list({ anomaly: 'start-missing' })).toEqual([odd.id]);
    expect(await list({ locationId: 'HQ', from: clock(2) })).toEqual([odd.id]);
    expect(await list({ to: clock(2) })).toEqual([old.id]);
    expect(await list({ after: [clock(2), odd.id] })).toEqual([old.id]);
    expect(await list({ locationId: 'elsewhere' })).toEqual([]);
  });

  it('keep a final cost against a running one that comes late', async () => {
    const priced = session();
    await save(priced);
    const cost = { amount: '1.19', net: '1.00', currency: 'EUR' };
    const told = (amount: string, final: boolean) => ({
      tenantId,
      sessionId: priced.id,
      cost: { ...cost, amount, final },
    });
    await saveCosts(dataSource.manager, [told('1.19', false)]);
    await saveCosts(dataSource.manager, [told('1.20', false), told('2.38', true), told('2.37', false)]);
    await saveCosts(dataSource.manager, [told('1.19', false)]);
    await save(priced);
    expect((await findSession(dataSource.manager, tenantId, priced.id))?.cost).toEqual({
      ...cost,
      amount: '2.38',
      final: true,
    });
  });
});

describe('samples', () => {
  it('are listed in order of time, filtered and page by page', async () => {
    const sessionId = uuidv7();
    const voltage = { at: clock(2), measurand: 'Voltage', value: 230.5, unit: 'V', phase: 'L1' };
    const list = [
      energy(clock(1), 10),
      voltage,
      energy(clock(2), 20),
      { ...voltage, at: clock(3), value: undefined, raw: 'NaN' },
    ];
    await saveSamples(
      dataSource.manager,
      list.map((sample) => ({ tenantId, sessionId, sample })),
    );
    const read = (o: object = {}) => listSamples(dataSource.manager, { tenantId, sessionId, limit: 10, ...o });
    expect((await read()).map(({ sample }) => sample.value ?? sample.raw)).toEqual([10, 20, 230.5, 'NaN']);
    expect((await read({ measurand: 'Voltage', limit: 1 })).map(({ sample }) => sample)).toMatchObject([voltage]);
    const [first, second] = await read({ limit: 2 });
    const rest = await read({ after: [second!.sample.at, second!.key] });
    expect([first, second, ...rest]).toEqual(await read());
    expect((await read({ from: clock(2), to: clock(3) })).map(({ sample }) => sample.value)).toEqual([20, 230.5]);
  });

  it('keep what is measured in one short text that can be read back', () => {
    expect(
      toSampleKey({ at: clock(0), measurand: 'Voltage', unit: 'V', phase: 'L1', context: 'Sample.Periodic' }),
    ).toBe('Voltage|L1');
    const odd = { measurand: 'Temperature', unit: 'K', location: 'Body', context: 'Sample.Clock' };
    expect(fromSampleKey(toSampleKey({ at: clock(0), ...odd }))).toEqual(odd);
  });
});

describe('requests', () => {
  const failures = () => new FailRequest(dataSource, 2);
  const sweep = (ready: boolean) =>
    new ExpireRequests(
      { dataSource, partitions: 2, timeoutMs: 60_000 },
      { waitForLog: () => Promise.resolve(ready) },
      failures(),
    );
  const factsOf = async (id: string): Promise<string[]> => {
    const rows: { body: string }[] = await dataSource.query('SELECT body FROM outbox');
    return rows
      .flatMap(({ body }) => JSON.parse(`[${body}]`))
      .filter(({ data }) => data.session?.id === id)
      .map(({ kind }) => kind);
  };

  it('get numbers that are never used twice at a station, also at the same time, and not below the clock', async () => {
    const secondsSince2025 = (Date.now() - Date.UTC(2025, 0, 1)) / 1_000;
    const numbers = await Promise.all(
      Array.from({ length: 8 }, () => nextRemoteStartId(dataSource.manager, tenantId, 'NUMBERS')),
    );
    expect(new Set(numbers).size).toBe(8);
    expect(Math.min(...numbers)).toBeGreaterThan(secondsSince2025 - 2);
  });

  it('give a key to one of two that take it at once', async () => {
    const o = { tenantId, key: 'k1', requestHash: 'h', now: clock(0) };
    const taken = await Promise.all([1, 2].map(() => keepRequest(dataSource.manager, { ...o, sessionId: uuidv7() })));
    expect([...taken].sort()).toEqual([false, true]);
  });

  it('fail once when they are overdue, whoever looks, and not before the log is read', async () => {
    const overdue = session({ requestedAt: clock(0) });
    const fresh = session({ requestedAt: clock(1.5) });
    await save(overdue, fresh);
    const now = new Date(clock(2));
    await sweep(false).sweep(now);
    expect((await findSession(dataSource.manager, tenantId, overdue.id))?.session.status).toBe('pending');
    await Promise.all([sweep(true).sweep(now), sweep(true).sweep(now)]);
    expect((await findSession(dataSource.manager, tenantId, overdue.id))?.session).toMatchObject({
      status: 'failed',
      failReason: 'no-effect',
    });
    expect((await findSession(dataSource.manager, tenantId, fresh.id))?.session.status).toBe('pending');
    expect(await factsOf(overdue.id)).toEqual(['session.failed']);
  });

  it('do not fail once their transaction was reported', async () => {
    const running = session({ requestedAt: clock(0), status: 'charging' });
    await save(running);
    expect((await failures().fail(running, 'rejected'))?.status).toBe('charging');
    expect(await factsOf(running.id)).toEqual([]);
  });
});
