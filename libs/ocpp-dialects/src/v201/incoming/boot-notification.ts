import type { RegistrationStatus } from '@chargebus/contracts';
import type { BootVerdict, IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { withoutAbsent } from '../../json';
import type { RequestOf, ResponseOf } from '../actions';

type Boot = RequestOf<'BootNotification'>;
type BootAnswer = ResponseOf<'BootNotification'>;

const SPELLED: Record<RegistrationStatus, BootAnswer['status']> = {
  accepted: 'Accepted',
  pending: 'Pending',
  rejected: 'Rejected',
};
/** If nobody decided: the station may be configured, and asks again in a minute. */
const UNDECIDED: BootVerdict = { status: 'pending', intervalS: 60, decidedBy: 'policy' };

/** OCPP 2.0.1 B01: the station has started and says what it is, and why it started. */
export const bootNotification: IncomingRow<Boot, BootAnswer> = {
  nature: 'boot',
  toQuestion(boot) {
    const { vendor, model, serialNumber, firmwareVersion } = describe(boot);
    return { ask: 'boot', request: withoutAbsent({ vendor, model, serialNumber, firmwareVersion }) };
  },
  toReport(boot, context, { boot: verdict = UNDECIDED }) {
    const { status, intervalS, decidedBy } = verdict;
    const data = { ...describe(boot), verdict: { status, intervalS, decidedBy } };
    return { events: [{ kind: 'station.booted', ...headerOf(context), data }] };
  },
  toAnswer: (_boot, { boot: verdict = UNDECIDED, now }) => ({
    currentTime: now,
    interval: verdict.intervalS,
    status: SPELLED[verdict.status],
  }),
};

/** The station in neutral words; what it left empty is absent. */
function describe({ chargingStation, reason }: Boot) {
  const said = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined);
  return withoutAbsent({
    vendor: said(chargingStation.vendorName),
    model: said(chargingStation.model),
    serialNumber: said(chargingStation.serialNumber),
    firmwareVersion: said(chargingStation.firmwareVersion),
    iccid: said(chargingStation.modem?.iccid),
    imsi: said(chargingStation.modem?.imsi),
    bootReason: said(reason),
  });
}
