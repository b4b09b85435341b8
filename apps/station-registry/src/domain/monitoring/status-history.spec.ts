import type { ConnectorStatus } from '@chargebus/contracts';
import { unreportedConnector, type ConnectorState } from './station-state';
import { decideHistory, decideLateEntries, type StatusEntry } from './status-history';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const known = (status: ConnectorStatus, second: number, more: Partial<ConnectorState> = {}): ConnectorState => ({
  ...unreportedConnector(1, 1),
  status,
  statusAt: at(second),
  ...more,
});
const report = (status: ConnectorStatus, second: number, more: object = {}) => ({
  ...{ evse: 1, connector: 1, at: at(second), receivedAt: at(59), status },
  ...more,
});
const entry = (status: ConnectorStatus, second: number, previous: number | null = null): StatusEntry => ({
  ...{ evse: 1, connector: 1, at: at(second), status, errorCode: null, vendorErrorCode: null, info: null },
  ...{ previousAt: previous === null ? null : at(previous), receivedAt: at(59) },
});

describe('the status history of a connector', () => {
  it('has changes only: another status or error, not another text beside it', () => {
    const faulted = known('faulted', 1, { errorCode: 'GroundFailure', info: 'a' });
    expect(decideHistory(faulted, report('faulted', 2, { errorCode: 'GroundFailure', info: 'b' }))).toBeUndefined();
    expect(decideHistory(faulted, report('faulted', 2, { errorCode: 'HighTemperature' }))?.kind).toBe('append');
    const vendor = report('faulted', 2, { errorCode: 'GroundFailure', vendorErrorCode: 'E7' });
    expect(decideHistory(faulted, vendor)?.kind).toBe('append');
  });

  it('begins with the first report, and remembers when the state before was last reported', () => {
    expect(decideHistory(unreportedConnector(1, 1), report('available', 1))).toMatchObject({
      kind: 'append',
      entry: { previousAt: null },
    });
    const step = decideHistory(known('available', 5), report('occupied', 9));
    expect(step).toMatchObject({ kind: 'append', entry: { at: at(9), previousAt: at(5) } });
  });

  it('takes what is older than the newest state for late', () => {
    expect(decideHistory(known('available', 5), report('faulted', 4))?.kind).toBe('late');
    expect(decideHistory(known('available', 5), report('faulted', 5))?.kind).toBe('append');
  });
});

describe('a late report in the status history', () => {
  const a1 = entry('available', 1);

  it('is nothing where it says what is known', () => {
    const around = { before: a1, after: null, known: known('available', 9) };
    expect(decideLateEntries(entry('available', 4), around)).toEqual([]);
  });

  it('comes between, and what was reported again after it comes back', () => {
    const around = { before: a1, after: null, known: known('available', 9) };
    const entries = decideLateEntries(entry('faulted', 4), around);
    expect(entries).toEqual([entry('faulted', 4), { ...a1, at: at(9) }]);
  });

  it('comes back by the report before the next change, not by that change', () => {
    const around = { before: a1, after: entry('occupied', 20, 9), known: known('occupied', 30) };
    expect(decideLateEntries(entry('faulted', 4), around)).toEqual([entry('faulted', 4), { ...a1, at: at(9) }]);
  });

  it('lasts until the next change where nothing was reported in between', () => {
    const around = { before: a1, after: entry('occupied', 20, 3), known: known('occupied', 30) };
    expect(decideLateEntries(entry('faulted', 4), around)).toEqual([{ ...entry('faulted', 4), previousAt: at(3) }]);
  });

  it('is the first entry where nothing is older', () => {
    const around = { before: null, after: entry('available', 5), known: known('available', 5) };
    expect(decideLateEntries(entry('faulted', 4), around)).toEqual([entry('faulted', 4)]);
  });
});
