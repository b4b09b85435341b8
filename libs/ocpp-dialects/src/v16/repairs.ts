import { generalRepairs } from '../general-repairs';
import { mendMeterValues } from '../meter-value-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
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

/** Numbers of transactions: registers are whole Wh. */
const numberRepairs: readonly Repair[] = [
  { name: 'fraction-of-wh', keyword: 'type', at: /^\/meter(?:Start|Stop)$/, mend: rounded },
  {
    name: 'number-as-text',
    keyword: 'type',
    at: /^\/meter(?:Start|Stop)$/,
    mend: (value) => (typeof value === 'string' && isDecimal(value) ? Math.round(Number(value)) : undefined),
  },
  {
    name: 'number-as-text',
    keyword: 'type',
    at: /^\/(?:connectorId|transactionId|reservationId)$/,
    mend: (value) => (typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : undefined),
  },
  { name: 'id-tag-as-number', keyword: 'type', at: /^\/idTag$/, mend: numberAsText },
  { name: 'id-tag-too-long', keyword: 'maxLength', at: /^\/idTag$/, mend: () => KEEP },
  {
    name: 'reason-unknown',
    keyword: 'enum',
    at: /^\/reason$/,
    mend: (value) => (value === '' ? DROP : KEEP),
  },
];

const longText = (property: string, name: string): Repair => ({
  name,
  keyword: 'maxLength',
  at: new RegExp(`^/${property}$`),
  mend: () => KEEP,
});

const bootRepairs: readonly Repair[] = [
  longText('chargePointVendor', 'vendor-too-long'),
  longText('chargePointModel', 'model-too-long'),
  longText('\\w+', 'text-too-long'),
];

const statusRepairs: readonly Repair[] = [
  { name: 'error-code-unknown', keyword: 'enum', at: /^\/errorCode$/, mend: () => KEEP },
  longText('info', 'info-too-long'),
  longText('\\w+', 'text-too-long'),
];

/** Vendors put whole documents here, and say more of an event than fits. */
const dataRepairs: readonly Repair[] = [
  {
    name: 'data-as-object',
    keyword: 'type',
    at: /^\/data$/,
    mend: (value) => (typeof value === 'object' ? JSON.stringify(value) : undefined),
  },
];
const securityEventRepairs: readonly Repair[] = [
  longText('\\w+', 'text-too-long'),
  { name: 'time-missing', keyword: 'required', at: /^\/timestamp$/, mend: () => KEEP },
];

const transactionRepairs = (action: string): readonly Repair[] => [
  ...generalRepairs,
  ...sampleRepairs,
  ...numberRepairs,
  ...salvage(action),
];

const BY_ACTION: Partial<Record<string, readonly Repair[]>> = {
  BootNotification: [...generalRepairs, ...bootRepairs],
  DataTransfer: [...generalRepairs, ...dataRepairs],
  SecurityEventNotification: [...generalRepairs, ...securityEventRepairs],
  StatusNotification: [...generalRepairs, ...statusRepairs],
  StartTransaction: transactionRepairs('StartTransaction'),
  StopTransaction: transactionRepairs('StopTransaction'),
  MeterValues: transactionRepairs('MeterValues'),
};

/** The repairs of a message, most particular meaning first taken. */
export const v16RepairsOf = (action: string): readonly Repair[] => BY_ACTION[action] ?? generalRepairs;
export const v16AnswerRepairs: readonly Repair[] = generalRepairs;
