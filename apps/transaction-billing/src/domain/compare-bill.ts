import type { Bill, BillEntry, TariffRef } from './bill';
import { negated } from './change-bill';
import { decideCorrection } from './decide-bill';
import { isSamePrice, type Price } from './price';
import { toPrice } from './price-lines';
import type { MadeBill, RebuiltBill } from './rebuild-bill';

/** The state of a bill that its history leads to. */
type State = Pick<Bill, 'status' | 'heldFor' | 'number' | 'price' | 'tariff'>;
type Told = Partial<State>;

/**
 * What of a bill, and of its history, is not as its session's facts and the people's decisions in that history make it. An amount that a
 * person corrected is taken from the history; its lines must sum to it.
 * @param entries - oldest first
 * @param pinned - the tariff that the session was priced by
 * @returns a sentence for each; empty where all is so
 */
export function findBillDifferences(
  live: { bill: Bill | undefined; entries: readonly BillEntry[] },
  rebuilt: RebuiltBill,
  pinned: TariffRef | null,
): string[] {
  const { bill, entries } = live;
  if (!bill) return rebuilt.made.map((made) => `there is no bill; by its facts it is ${spell(made)}`);
  const state: State = { status: 'open', heldFor: null, number: null, price: null, tariff: null };
  const differences = compareMade(entries, rebuilt, pinned);
  for (const [n, entry] of entries.entries()) {
    differences.push(...stepFaults(state, entry).map((what) => `entry ${n + 1}: ${what}`));
    Object.assign(state, stateAfter(state, entry));
  }
  if (bill.entries !== entries.length) differences.push(`it counts ${bill.entries} entries and has ${entries.length}`);
  differences.push(...compareStates(bill, state, 'its history says'));
  return [...differences, ...compareDifference(bill, entries, rebuilt)];
}

const isByFacts = ({ kind, heldFor }: BillEntry): boolean =>
  (kind === 'held' && heldFor !== 'quarantined') || kind === 'final';
const isByPeople = ({ kind }: BillEntry): boolean => kind !== 'held' && kind !== 'final';

/** The entries that facts made, one by one; once people made the bill final, later facts change nothing any more. */
function compareMade(entries: readonly BillEntry[], { made }: RebuiltBill, pinned: TariffRef | null): string[] {
  const told = entries.filter(isByFacts);
  const differences = told.flatMap((entry, n) => {
    const right = made[n];
    if (!right) return [`it was made ${entry.kind} by no fact`];
    const status = entry.kind === 'held' ? 'held' : 'final';
    return compareStates({ ...entry, status }, { ...right, tariff: pinned }, 'by its facts');
  });
  const missing = entries.some(isByPeople) ? [] : made.slice(told.length);
  return [...differences, ...missing.map((right) => `by its facts it was to become ${spell(right)}`)];
}

function compareDifference(bill: Bill, entries: readonly BillEntry[], rebuilt: RebuiltBill): string[] {
  // Which reports came after people changed the bill is not kept: then it shows none, or what the last one would make.
  const later = rebuilt.last ? decideCorrection(bill, rebuilt.last) : undefined;
  const possible = !entries.some(isByPeople)
    ? [rebuilt.difference]
    : [null, later === undefined || later === 'replace' ? null : later.difference];
  if (possible.some((price) => isSamePrice(price, bill.difference))) return [];
  return [`its difference is ${spellPrice(bill.difference)}, by its facts ${spellPrice(possible.at(-1) ?? null)}`];
}

/** What an entry may not say after what came before it. */
function stepFaults(before: State, { kind, price }: BillEntry): string[] {
  if (kind === 'released') return compareStates({ price }, { price: before.price }, 'released was');
  if (kind === 'credited' && before.status === 'final') {
    return compareStates({ price }, { price: before.price && negated(before.price) }, 'taken back must be');
  }
  if (kind === 'corrected' && price) {
    return compareStates({ price }, { price: toPrice(price.lines, price.currency) }, 'its lines come to');
  }
  return [];
}

function stateAfter(before: State, { kind, heldFor, number, price, tariff }: BillEntry): State {
  if (kind === 'credited') return { ...before, status: 'credited', heldFor: null };
  return { status: kind === 'held' ? 'held' : 'final', heldFor, number, price, tariff };
}

function compareStates(is: Told, right: Told, by: string): string[] {
  const differences: string[] = [];
  for (const key of ['status', 'heldFor', 'number'] as const) {
    if (key in right && is[key] !== right[key]) differences.push(`${key} is ${is[key]}, ${by} ${right[key]}`);
  }
  if (right.tariff !== undefined && spellTariff(is.tariff) !== spellTariff(right.tariff)) {
    differences.push(`tariff is ${spellTariff(is.tariff)}, ${by} ${spellTariff(right.tariff)}`);
  }
  return right.price === undefined
    ? differences
    : [...differences, ...comparePrices(is.price ?? null, right.price, by)];
}

function comparePrices(is: Price | null, right: Price | null, by: string): string[] {
  if (isSamePrice(is, right)) return [];
  if (!is || !right) return [`amount is ${spellPrice(is)}, ${by} ${spellPrice(right)}`];
  const sums = (['net', 'vat', 'total', 'currency'] as const).flatMap((key) =>
    is[key] === right[key] ? [] : [`${key} is ${is[key]}, ${by} ${right[key]}`],
  );
  return sums.length > 0 ? sums : [`lines are ${spellLines(is)}, ${by} ${spellLines(right)}`];
}

const spellPrice = (price: Price | null): string => (price ? `${price.total} ${price.currency}` : 'none');
const spell = ({ status, heldFor, price }: MadeBill): string =>
  [status, heldFor, spellPrice(price)].filter(Boolean).join(' ');
const spellTariff = (tariff: TariffRef | null | undefined): string =>
  tariff ? `${tariff.id} version ${tariff.version}` : 'none';
const spellLines = ({ lines }: Price): string =>
  lines.map(({ kind, quantity, unit, amount }) => `${kind} ${quantity} ${unit} ${amount}`).join(', ');
