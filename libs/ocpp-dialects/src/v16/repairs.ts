import { generalRepairs } from '../general-repairs';
import { looseTypes } from '../loose-types';
import { mendMeterValues } from '../meter-value-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import type { Tolerance } from '../tolerances';
import { isDecimal, isMisspeltUnit } from '../units';
import { salvage } from './salvage';

const SAMPLE = '/sampledValue/\\d+/';

const numberAsText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : undefined);
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value) : undefined);

/** Sampled values (OCPP 1.6 7.43): their words are open in practice and kept as they come; only their shape is mended. */
const sampleRepairs: readonly Repair[] = [
  ...mendMeterValues('meterValue|transactionData'),
  { name: 'value-as-number', keyword: 'type', at: new RegExp(`${SAMPLE}value$`), mend: numberAsText },
  {
    name: (value) => (typeof value === 'string' && isMisspeltUnit(value) ? 'unit-misspelt' : 'unit-unknown'),
    keyword: 'enum',
    at: new RegExp(`${SAMPLE}unit$`),
    mend: () => KEEP,
  },
];

/** Registers are whole Wh (OCPP 1.6 6.45, 6.49). */
const registerRepairs: readonly Repair[] = [
  { name: 'fraction-of-wh', keyword: 'type', at: /^\/meter(?:Start|Stop)$/, mend: rounded },
  {
    name: 'number-as-text',
    keyword: 'type',
    at: /^\/meter(?:Start|Stop)$/,
    mend: (value) => (typeof value === 'string' && isDecimal(value) ? Math.round(Number(value)) : undefined),
  },
];

const reasonRepairs: readonly Repair[] = [
  { name: 'reason-unknown', keyword: 'enum', at: /^\/reason$/, mend: (value) => (value === '' ? DROP : KEEP) },
];

/** A token that does not fit is still a token, and somebody stands there with it. */
const idTagRepairs: readonly Repair[] = [
  { name: 'id-tag-as-number', keyword: 'type', at: /^\/idTag$/, mend: numberAsText },
  { name: 'id-tag-too-long', keyword: 'maxLength', at: /^\/idTag$/, mend: () => KEEP },
];

const longText = (property: string, name: Tolerance): Repair => ({
  name,
  keyword: 'maxLength',
  at: new RegExp(`^/${property}$`),
  mend: () => KEEP,
});
const anyLongText: Repair = { name: 'text-too-long', keyword: 'maxLength', mend: () => KEEP };

const bootRepairs: readonly Repair[] = [
  longText('chargePointVendor', 'vendor-too-long'),
  longText('chargePointModel', 'model-too-long'),
];

const statusRepairs: readonly Repair[] = [
  { name: 'error-code-unknown', keyword: 'enum', at: /^\/errorCode$/, mend: () => KEEP },
  // Stations that learned 1.5 first: the one word that 1.6 made five of.
  {
    name: 'status-of-1.5',
    keyword: 'enum',
    at: /^\/status$/,
    mend: (value) => (value === 'Occupied' ? KEEP : undefined),
  },
  longText('info', 'info-too-long'),
];

/** Vendors put whole documents here. */
const dataRepairs: readonly Repair[] = [
  {
    name: 'data-as-object',
    keyword: 'type',
    at: /^\/data$/,
    mend: (value) => (typeof value === 'object' ? JSON.stringify(value) : undefined),
  },
];

/** What nobody here decides on is worth more whole than right. Without its status it says nothing, and is refused. */
const reportRepairs: readonly Repair[] = [
  { name: 'word-unknown', keyword: 'enum', mend: (value) => (typeof value === 'string' ? KEEP : undefined) },
  { name: 'time-missing', keyword: 'required', at: /^\/timestamp$/, mend: () => KEEP },
  { name: 'property-missing', keyword: 'required', at: /^\/(?:requestId|type)$/, mend: () => KEEP },
];

const withGeneral = (...particular: readonly Repair[]): readonly Repair[] => [
  ...generalRepairs,
  ...particular,
  ...looseTypes,
  anyLongText,
];
const transactionRepairs = (action: string): readonly Repair[] => [
  ...withGeneral(...sampleRepairs, ...registerRepairs, ...reasonRepairs, ...idTagRepairs),
  ...salvage(action),
];

const BY_ACTION: Partial<Record<string, readonly Repair[]>> = {
  Authorize: withGeneral(...idTagRepairs),
  BootNotification: withGeneral(...bootRepairs),
  DataTransfer: withGeneral(...dataRepairs),
  Heartbeat: withGeneral(),
  StatusNotification: withGeneral(...statusRepairs),
  StartTransaction: transactionRepairs('StartTransaction'),
  StopTransaction: transactionRepairs('StopTransaction'),
  MeterValues: transactionRepairs('MeterValues'),
};
const ofReports = withGeneral(...reportRepairs);

/** The repairs of a message, most particular meaning first taken. */
export const v16RepairsOf = (action: string): readonly Repair[] => BY_ACTION[action] ?? ofReports;

/** The repairs of an answer: what the station meant is worth more than how it wrote it. */
export const v16AnswerRepairs: readonly Repair[] = withGeneral({
  name: 'list-as-object',
  keyword: 'type',
  at: /^\/(?:configurationKey|certificateHashData|unknownKey)$/,
  mend: (value) => (typeof value === 'object' || typeof value === 'string' ? [value] : undefined),
});
