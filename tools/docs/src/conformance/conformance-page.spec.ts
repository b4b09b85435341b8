import { join } from 'node:path';
import { v16, v21 } from '@chargebus/ocpp-dialects';
import { conformancePage } from './conformance-page';
import { ocaIdsIn } from './oca-cases';
import { ocaTable } from './oca-table';
import { probeDialect, type ActionFound } from './probe-dialect';
import { samplePayloads } from './sample-payloads';
import type { Test } from './spec-files';
import { testsOf } from './test-claims';

const root = join(__dirname, '..', '..', '..', '..');
const test = (file: string, title: string, o: { mentions?: string[]; commands?: string[] } = {}): Test => ({
  file,
  title,
  mentions: new Set(o.mentions),
  commands: new Set(o.commands),
});

describe('what a dialect does, found out by calling it', () => {
  const found = probeDialect(v16);
  const of = (action: string, direction = 'in') =>
    found.find((one) => one.action === action && one.direction === direction);

  it('is told for every action of the version, in each direction it goes', () => {
    expect(found.filter(({ direction }) => direction === 'in')).toHaveLength(14);
    expect(found.filter(({ direction }) => direction === 'out')).toHaveLength(26);
    expect(found.map(({ action }) => action)).toEqual(found.map(({ action }) => action).sort());
  });

  it('is a row with its questions and events', () => {
    expect(of('StatusNotification')).toMatchObject({
      state: 'row',
      asks: [],
      neutral: ['station.connector-status.reported', 'station.charging-state.reported'],
    });
    expect(of('StartTransaction')).toMatchObject({ asks: ['authorize'], neutral: ['station.transaction.started'] });
    expect(of('Heartbeat')).toMatchObject({ heartbeat: true, neutral: [] });
  });

  it('is a command, or a raw call only', () => {
    expect(of('RemoteStartTransaction', 'out')).toMatchObject({ state: 'command', neutral: ['start-transaction'] });
    expect(of('ExtendedTriggerMessage', 'out')).toMatchObject({ state: 'command', neutral: ['trigger'] });
    expect(of('GetDiagnostics', 'out')).toMatchObject({ state: 'raw only', neutral: [] });
  });

  it('is asked of a provider, by the subject it listens on, and not answered at all where it came as SEND', () => {
    const of21 = (action: string) => probeDialect(v21).find((one) => one.action === action);
    expect(of21('VatNumberValidation')).toMatchObject({ state: 'row', asks: ['provider.vat-number'] });
    expect(of21('NotifyPeriodicEventStream')).toMatchObject({ state: 'row', direction: 'in', oneWay: true });
  });

  it('is not supported where it has no row', () => {
    const deaf = probeDialect({
      ...v16,
      incoming: (action) => (action === 'Authorize' ? 'not-supported' : v16.incoming(action)),
    });
    expect(deaf.find(({ action }) => action === 'Authorize')).toMatchObject({ state: 'not supported', neutral: [] });
  });
});

describe('sample payloads', () => {
  it('are what is required and all there is, each for every word of an enum', () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { $ref: '#/definitions/Kind' },
        at: { type: 'string', format: 'date-time' },
        n: { type: 'integer' },
      },
      required: ['kind'],
      definitions: { Kind: { type: 'string', enum: ['a', 'b'] } },
    };
    const at = '2025-06-01T10:00:00.000Z';
    expect(samplePayloads(schema)).toEqual(
      expect.arrayContaining([{ kind: 'a' }, { kind: 'b' }, { kind: 'a', at, n: 1 }, { kind: 'b', at, n: 1 }]),
    );
  });
});

describe('the tests behind a claim', () => {
  const one = (action: string, direction: 'in' | 'out', neutral: string[] = []): ActionFound => ({
    action,
    direction,
    state: direction === 'in' ? 'row' : 'command',
    asks: [],
    neutral,
    heartbeat: false,
  });
  const [boot, toUs, toStation] = [
    one('BootNotification', 'in'),
    one('DataTransfer', 'in'),
    one('DataTransfer', 'out'),
  ];
  const unlock = one('UnlockConnector', 'out', ['unlock']);
  const triggers = [one('TriggerMessage', 'out', ['trigger']), one('ExtendedTriggerMessage', 'out', ['trigger'])];
  const all = [boot, toUs, toStation, unlock, ...triggers];
  const folder = 'libs/ocpp-dialects/src/v16';
  const claimed = (found: ActionFound, ...tests: Test[]) => testsOf(found, '1.6', tests, all).length;

  it('are those of the version that name the action in their title or call with it', () => {
    expect(claimed(boot, test(`${folder}/incoming/boot.spec.ts`, 'BootNotification › says what it is'))).toBe(1);
    expect(claimed(boot, test(`${folder}/quirks.spec.ts`, 'no vendor', { mentions: ['BootNotification'] }))).toBe(1);
    expect(claimed(boot, test(`${folder}/quirks.spec.ts`, 'BootNotifications', { mentions: ['Boot'] }))).toBe(0);
  });

  it('are none of another version, nor of the table itself, nor of a raw call of what stations send', () => {
    expect(claimed(boot, test('libs/ocpp-dialects/src/v201/boot.spec.ts', 'BootNotification'))).toBe(0);
    expect(claimed(boot, test(`${folder}/table.spec.ts`, 'BootNotification'))).toBe(0);
    expect(claimed(boot, test(`${folder}/commands/c.spec.ts`, 'is invalid', { commands: ['BootNotification'] }))).toBe(
      0,
    );
  });

  it('are told apart by folder for what goes both ways', () => {
    const tests = [
      test(`${folder}/commands/c.spec.ts`, 'data of a vendor', { mentions: ['DataTransfer'] }),
      test(`${folder}/incoming/d.spec.ts`, 'DataTransfer › is answered'),
    ];
    expect(testsOf(toUs, '1.6', tests, all)).toEqual([tests[1]]);
    expect(testsOf(toStation, '1.6', tests, all)).toEqual([tests[0]]);
  });

  it('are those of a command that is spelled with this action alone', () => {
    expect(claimed(unlock, test(`${folder}/commands/c.spec.ts`, 'unlocked', { commands: ['unlock'] }))).toBe(1);
    for (const trigger of triggers) {
      expect(claimed(trigger, test(`${folder}/commands/c.spec.ts`, 'refused', { commands: ['trigger'] }))).toBe(0);
    }
  });

  it('are elsewhere those that name the version too, by its number or by a case of its own', () => {
    expect(claimed(boot, test('e2e/src/a.e2e-spec.ts', 'takes a BootNotification'))).toBe(0);
    expect(claimed(boot, test('e2e/src/a.e2e-spec.ts', 'TC_001_CSMS takes a BootNotification'))).toBe(1);
    expect(claimed(boot, test('e2e/src/a.e2e-spec.ts', 'TC_B_01_CSMS takes a BootNotification'))).toBe(0);
  });
});

describe('the cases of the OCA', () => {
  it('are read from titles as each version writes them', () => {
    expect(ocaIdsIn('stops (TC_003_CSMS, TC_004_1_CSMS)', '1.6')).toEqual(['TC_003', 'TC_004_1']);
    expect(ocaIdsIn('TC_B_01_CSMS and TC_001_CS', '2.0.1')).toEqual(['TC_B_01']);
    expect(ocaIdsIn('TC_B_01_CSMS and TC_001_CS', '1.6')).toEqual([]);
  });

  it('are pending until a test names them, and covered only by one that is not about messages alone', () => {
    const line = (id: string, ...tests: Test[]) =>
      ocaTable('1.6', tests)
        .split('\n')
        .find((row) => row.startsWith(`| ${id} |`));
    expect(line('TC_001')).toContain('| pending | waits for boot discipline |');
    expect(line('TC_001', test('libs/ocpp-dialects/src/v16/b.spec.ts', 'TC_001_CSMS boots'))).toContain(
      '| messages only |',
    );
    expect(line('TC_001', test('e2e/src/b.e2e-spec.ts', 'TC_001_CSMS boots'))).toContain(
      '| covered | [b.e2e-spec.ts](../e2e/src/b.e2e-spec.ts) |',
    );
    const in201 = ocaTable('2.0.1', [test('libs/ocpp-dialects/src/v201/a.spec.ts', 'TC_K_01_CSMS a profile')]);
    expect(in201).toContain('| TC_K_01 | Smart charging, ISO 15118 | a default profile of one EVSE | messages only |');
    expect(in201).toContain(
      '| TC_K_60 | Smart charging, ISO 15118 | a profile of the transaction that runs | pending |',
    );
    expect(line('TC_999', test('e2e/src/b.e2e-spec.ts', 'TC_999_CSMS'))).toContain('| covered |');
  });
});

describe('docs/conformance.md', () => {
  const page = conformancePage.render(root);

  it('claims nothing without a test: what has none says so', () => {
    const rows = page
      .split('\n')
      .filter((line) => /^\| `[A-Z]\w+` \| (station|us) \| (row|command|raw|not)/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(40);
    for (const row of rows)
      expect(row.includes('untested') || /\| \[\d+\]\(#v\d+-(in|out)-\w+\)[^|]* \|$/.test(row)).toBe(true);
  });

  it('has four columns, and no hole in those of 1.5 and 2.x', () => {
    const lines = page.split('\n');
    const head = lines.indexOf('| action | sent by | 1.5 | 1.6 | 2.0.1 | 2.1 |');
    const rows = lines.slice(head + 2, lines.indexOf('', head)).map((row) => row.split('|').map((cell) => cell.trim()));
    const filled = (column: number) => rows.map((row) => row[column]!).filter((cell) => cell !== '');
    // Those that go both ways count twice.
    expect([filled(3).length, filled(4).length, filled(5).length, filled(6).length]).toEqual([25, 40, 65, 92]);
    for (const cell of filled(3)) expect(cell).toMatch(/^\[(?:row|command|raw only)\]\(#v15-/);
    for (const cell of [...filled(5), ...filled(6)]) expect(cell).toMatch(/^\[(?:row|command|raw only)\]\(#v21?0?1?-/);
  });

  it('links to lists that are there, and says the same each time', () => {
    const anchors = new Set([...page.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(target);
    expect(conformancePage.render(root)).toBe(page);
  });
});
