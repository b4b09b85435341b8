import { isJsonObject } from '../json';
import { ANY, mendMeterValues, salvageMeterValues } from '../meter-value-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import { isDecimal } from '../units';

/** What a TransactionEvent cannot do without (JSON pointers). Everything else is saved where it can be, else left out. */
export const ESSENTIAL: readonly string[] = ['/eventType', '/seqNo', '/transactionInfo/transactionId'];

const SAMPLE = '/sampledValue/\\d+';
const at = (pattern: string): RegExp => new RegExp(`${SAMPLE}${pattern}$`);
const wholeNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : undefined;

/** Sampled values (OCPP 2.0.1 SampledValueType). Taken before the general repairs, which would drop what 1.6 called its unit. */
export const meterValueRepairs: readonly Repair[] = [
  ...mendMeterValues('meterValue'),
  { name: 'list-empty', keyword: 'minItems', at: /^\/meterValue(?:\/\d+\/sampledValue)?$/, mend: () => KEEP },
  {
    name: 'value-as-text',
    keyword: 'type',
    at: at('/value'),
    mend: (value) => (typeof value === 'string' && isDecimal(value) ? Number(value) : undefined),
  },
  {
    name: (value) => (value === '' ? 'value-empty' : 'value-not-a-number'),
    keyword: 'type',
    at: at('/value'),
    mend: (value) => (typeof value === 'string' ? KEEP : undefined),
  },
  {
    name: 'unit-as-in-1.6',
    keyword: 'additionalProperties',
    at: new RegExp(`^(.*${SAMPLE})/unit$`),
    mend: (sample) => (isJsonObject(sample) ? withUnit(sample) : undefined),
  },
  {
    name: 'unit-as-text',
    keyword: 'type',
    at: at('/unitOfMeasure'),
    mend: (unit) => (typeof unit === 'string' ? { unit } : undefined),
  },
  { name: 'number-as-text', keyword: 'type', at: at('/unitOfMeasure/multiplier'), mend: wholeNumber },
  {
    name: 'null-property',
    keyword: 'type',
    at: at('/\\w+(?:/\\w+)?'),
    mend: (value) => (value === null ? DROP : undefined),
  },
  { name: 'unit-too-long', keyword: 'maxLength', at: at('/unitOfMeasure/unit'), mend: () => KEEP },
  // A value whose unit cannot be read may be wrong by a thousand.
  {
    name: 'unreadable-sample',
    keyword: 'type',
    at: new RegExp(`^(.*${SAMPLE})/unitOfMeasure(?:/\\w+)?$`),
    mend: () => DROP,
  },
  // Signed data is evidence: it stays as it came, whatever the schema misses in it.
  {
    name: 'signed-value-odd',
    keyword: [...ANY, 'required', 'additionalProperties'],
    at: at('/signedMeterValue/.+'),
    mend: () => KEEP,
  },
  {
    name: 'signed-value-odd',
    keyword: 'type',
    at: at('/signedMeterValue'),
    mend: (value) => (typeof value === 'string' ? KEEP : undefined),
  },
];

function withUnit({ unit, ...sample }: Record<string, unknown>): unknown {
  if (typeof unit !== 'string' || sample['unitOfMeasure'] !== undefined) return sample;
  return { ...sample, unitOfMeasure: { unit } };
}

export const meterValueSalvage: readonly Repair[] = salvageMeterValues('meterValue');

/** What is wrong about a TransactionEvent beside its meter values. */
export const transactionRepairs: readonly Repair[] = [
  {
    name: 'number-as-text',
    keyword: 'type',
    at: /^\/(?:seqNo|reservationId|evse\/\w+|transactionInfo\/remoteStartId)$/,
    mend: wholeNumber,
  },
  {
    name: 'transaction-id-as-number',
    keyword: 'type',
    at: /^\/transactionInfo\/transactionId$/,
    mend: (value) => (typeof value === 'number' ? String(value) : undefined),
  },
  { name: 'transaction-id-too-long', keyword: 'maxLength', at: /^\/transactionInfo\/transactionId$/, mend: () => KEEP },
  {
    name: 'trigger-reason-unknown',
    keyword: ['enum', 'required'],
    at: /^\/triggerReason$/,
    mend: (value) => (value === '' ? DROP : KEEP),
  },
  { name: 'trigger-reason-unknown', keyword: 'type', at: /^\/triggerReason$/, mend: () => DROP },
  {
    name: 'reason-unknown',
    keyword: 'enum',
    at: /^\/transactionInfo\/stoppedReason$/,
    mend: (value) => (typeof value === 'string' && value !== '' ? KEEP : DROP),
  },
  { name: 'reason-unknown', keyword: 'type', at: /^\/transactionInfo\/stoppedReason$/, mend: () => DROP },
  {
    name: 'charging-state-unknown',
    keyword: ['enum', 'type'],
    at: /^\/transactionInfo\/chargingState$/,
    mend: () => DROP,
  },
  { name: 'time-missing', keyword: 'required', at: /^\/timestamp$/, mend: () => KEEP },
];

/**
 * The last resort: a station whose TransactionEvent is refused repeats it and holds up all that follows (OCPP 2.0.1 E13), so
 * whatever can be read is taken.
 */
export const transactionSalvage: readonly Repair[] = [
  { name: 'unreadable-property', keyword: [...ANY, 'required'], at: /^(\/evse)(?:\/.*)?$/, mend: () => DROP },
  // A token that cannot be read was shown all the same: it is refused, not overlooked.
  {
    name: 'id-token-unreadable',
    keyword: [...ANY, 'required'],
    at: /^(\/idToken)(?:\/.*)?$/,
    mend: () => ({ idToken: '', type: 'ISO14443' }),
  },
  {
    name: 'unreadable-property',
    keyword: ANY,
    at: /^\/(?:meterValue|offline|numberOfPhasesUsed|cableMaxCurrent|reservationId|triggerReason|timestamp)$/,
    mend: () => DROP,
  },
  {
    name: 'unreadable-property',
    keyword: ANY,
    at: /^\/transactionInfo\/(?:chargingState|timeSpentCharging|stoppedReason|remoteStartId)$/,
    mend: () => DROP,
  },
];
