import type { Anomaly } from '@chargebus/contracts';

/**
 * Everything that can be odd about a session, and whether it touches the amount: `affects-amount` puts the bill on hold,
 * `info` is told and nothing more (DESIGN 5 "Sessions": nothing is dropped, nothing billed 0 by accident).
 */
export const anomalySeverity = {
  /** The station's clock was before 2020 or more than a minute ahead: receipt time stands in for its time. */
  'clock-implausible': 'info',
  /** The start was answered with a refusal. */
  'start-refused': 'info',
  /** The station calls the token something else than it is registered as, an app's token a card, say. */
  'token-type-mismatch': 'info',
  /** The sessions service was not asked in time: the gateway used the token's last known verdict, or the outage policy. */
  'verdict-last-known': 'info',
  'verdict-by-policy': 'info',
  /** 2.x counters between the first and the last report are not all there; legal for a station short of memory (E04.FR.07). */
  'sequence-gap': 'info',
  /** The stop register is 1 Wh below the start register: a station's rounding, counted as nothing. */
  'meter-rounding': 'info',
  /** The same start came again when its session was over or its clock cannot tell two starts apart: maybe charged twice. */
  'start-repeated': 'affects-amount',
  /** The station had used the name of this transaction for one that is over (2.x). */
  'name-reused': 'info',
  /** Reports of a transaction whose start was never reported. */
  'start-missing': 'affects-amount',
  /** Another transaction began at the same place before this one's end was reported: it ends with the last that was read. */
  superseded: 'affects-amount',
  /** The station has been free since, and no end was reported: it ends with the last that was read, until a stop comes. */
  'stop-missing': 'affects-amount',
  /** The station reported an end after an operator had set one: what the operator set stays. */
  'stop-after-repair': 'affects-amount',
  /** The end was set by an operator. */
  'end-set-by-operator': 'info',
  /** Ended under a name that stands for none (1.x: 0, -1): the only session that ran at the station was meant. */
  'transaction-unnamed': 'info',
  /** As before, and nothing in the stop proves it: the register at its begin, which some stations repeat, was not told. */
  'transaction-guessed': 'affects-amount',
  /** A report that named no session, or another one, was added by an operator. */
  'report-merged': 'info',
  /** Energy flowed although the start was refused. */
  'energy-despite-refusal': 'affects-amount',
  /** No register at the start: energy before the first reading is unknown. */
  'meter-start-missing': 'affects-amount',
  /** No register at the end: energy after the last reading is unknown. */
  'meter-stop-missing': 'affects-amount',
  'meter-stop-below-start': 'affects-amount',
  'meter-stop-below-last-sample': 'affects-amount',
  /** A reading below the start register: the meter was reset or replaced. */
  'register-below-start': 'affects-amount',
  'register-decreased': 'affects-amount',
  /** A register that no connector and no battery can explain: it is not counted. */
  'register-jumped': 'affects-amount',
  /** A register that fits the others when it is taken a thousand times as much, or as little: kWh labelled Wh. Not counted. */
  'register-unit-implausible': 'affects-amount',
  /** The power that was measured comes to twenty times the energy that was counted, or more. */
  'energy-below-power': 'affects-amount',
  'ended-before-started': 'affects-amount',
  /** A report of this session could not be processed and waits in the quarantine. */
  'report-quarantined': 'affects-amount',
} as const satisfies Record<string, Anomaly['severity']>;

export type AnomalyKind = keyof typeof anomalySeverity;

/** The list with `kind` in it, once. The same list if it is there already. */
export function flag(anomalies: Anomaly[], kind: AnomalyKind): Anomaly[] {
  if (anomalies.some((anomaly) => anomaly.kind === kind)) return anomalies;
  return [...anomalies, { kind, severity: anomalySeverity[kind] }];
}

/**
 * The anomalies as others are told them: those that an operator has looked at and released to billing are information.
 * A kind that comes later holds the bill again.
 */
export const released = (anomalies: Anomaly[], kinds: readonly string[]): Anomaly[] =>
  kinds.length === 0
    ? anomalies
    : anomalies.map((anomaly) => (kinds.includes(anomaly.kind) ? { ...anomaly, severity: 'info' } : anomaly));

/** The list without `kind`: what was odd has been explained by a later report. */
export function unflag(anomalies: Anomaly[], kind: AnomalyKind): Anomaly[] {
  return anomalies.some((anomaly) => anomaly.kind === kind)
    ? anomalies.filter((anomaly) => anomaly.kind !== kind)
    : anomalies;
}
