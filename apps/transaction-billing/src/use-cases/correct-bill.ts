import { unprocessable } from '@chargebus/service-runtime';
import type { Bill, TariffRef } from '../domain/bill';
import { decideCorrectionBy } from '../domain/change-bill';
import { priceSession, type SessionCourse } from '../domain/price-session';
import type { BillingWorkspace } from '../store/billing-workspace';
import { findTariff, getTariffVersion } from '../store/tariff.repository';
import { toCourse } from '../domain/session-course';
import { changeBill, type BillDesk } from './change-bill';

/** What was really so, where the facts had it wrong; what is absent stays as the facts say. */
export interface Correction {
  reason: string;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
  energyWh?: number | undefined;
  tariffId?: string | undefined;
  /** Of `tariffId`; default: the newest. */
  tariffVersion?: number | undefined;
}

/**
 * Prices the bill's session anew by what was really so. A held bill becomes final with that price; a final one is taken back by a
 * credit note and made anew.
 * @throws Problem 404; 409 with the reason; 422 where a start, an end or a tariff is still missing
 */
export function correctBill(desk: BillDesk, id: string, correction: Correction): Promise<Bill> {
  const { reason, ...rest } = correction;
  const request = { id, verb: 'correct', reason, correction: rest } as const;
  return changeBill(desk, request, async (bill, by, workspace) => {
    const tariff = await tariffOf(desk.tenantId, bill, correction, workspace);
    const course = await courseOf(bill, correction, workspace);
    const version = await getTariffVersion(workspace.em, desk.tenantId, tariff.id, tariff.version);
    const timeZone = workspace.findSession(bill)?.timeZone ?? 'UTC';
    return decideCorrectionBy(bill, by, { tariff, price: priceSession(course, { tariff: version, timeZone }) });
  });
}

async function tariffOf(
  tenantId: string,
  bill: Bill,
  { tariffId, tariffVersion }: Correction,
  { em }: BillingWorkspace,
): Promise<TariffRef> {
  if (tariffId === undefined) {
    if (bill.tariff) return bill.tariff;
    throw unprocessable([{ path: 'tariffId', message: 'the session has no tariff: name the one to price it by' }]);
  }
  const found = await findTariff(em, tenantId, tariffId, tariffVersion);
  if (found) return { id: found.id, version: found.version };
  const version = tariffVersion === undefined ? '' : ` version ${tariffVersion}`;
  throw unprocessable([{ path: 'tariffId', message: `there is no tariff ${tariffId}${version}` }]);
}

async function courseOf(bill: Bill, correction: Correction, workspace: BillingWorkspace): Promise<SessionCourse> {
  const inputs = await workspace.inputsOf(bill);
  const told = inputs.findLast((input) => input.kind === 'session.ended')?.data.session;
  const startedAt = correction.startedAt ?? told?.startedAt ?? null;
  const endedAt = correction.endedAt ?? told?.endedAt ?? null;
  const energyWh = correction.energyWh ?? told?.energyWh;
  const missing = Object.entries({ startedAt, endedAt, energyWh }).filter(
    ([, value]) => value === null || value === undefined,
  );
  if (missing.length > 0) {
    throw unprocessable(missing.map(([path]) => ({ path, message: 'is unknown: name it' })));
  }
  if (startedAt !== null && endedAt !== null && endedAt < startedAt) {
    throw unprocessable([{ path: 'endedAt', message: `must not be before the start, ${startedAt}` }]);
  }
  const course = told && toCourse(inputs, { ...told, startedAt, endedAt, energyWh: energyWh ?? 0 });
  return (
    course ?? { startedAt: startedAt ?? '', until: endedAt ?? '', energyWh: energyWh ?? 0, points: [], activities: [] }
  );
}
