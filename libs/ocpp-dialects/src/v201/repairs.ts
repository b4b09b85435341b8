import { generalRepairs } from '../general-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import { meterValueRepairs, meterValueSalvage, transactionRepairs } from './transaction-repairs';

/** `customData` is open, and welcome everywhere (TC_P_03); only its vendor is asked for. */
const customDataRepairs: readonly Repair[] = [
  { name: 'custom-data-without-vendor', keyword: 'required', at: /\/customData\/vendorId$/, mend: () => KEEP },
  { name: 'text-too-long', keyword: 'maxLength', at: /\/customData\/vendorId$/, mend: () => KEEP },
  { name: 'unreadable-property', keyword: 'type', at: /^(.*\/customData)(?:\/vendorId)?$/, mend: () => DROP },
];
const common: readonly Repair[] = [...customDataRepairs, ...generalRepairs];

/** What nobody here decides on is worth more whole than right: long texts and words of later versions are kept. */
const reportRepairs: readonly Repair[] = [
  { name: 'text-too-long', keyword: 'maxLength', mend: () => KEEP },
  { name: 'word-unknown', keyword: 'enum', at: /^\/.+\/.+/, mend: () => KEEP },
  // Optional lists are absent, never empty (OCPP 2.0.1 part 4, 4.2).
  { name: 'list-empty', keyword: 'minItems', mend: () => DROP },
  { name: 'time-missing', keyword: 'required', at: /^\/(?:timestamp|generatedAt)$/, mend: () => KEEP },
];

const bootRepairs: readonly Repair[] = [
  { name: 'vendor-too-long', keyword: 'maxLength', at: /\/vendorName$/, mend: () => KEEP },
  { name: 'model-too-long', keyword: 'maxLength', at: /\/model$/, mend: () => KEEP },
  { name: 'text-too-long', keyword: 'maxLength', mend: () => KEEP },
  { name: 'boot-reason-unknown', keyword: ['enum', 'required'], at: /^\/reason$/, mend: () => KEEP },
];

/** 1.6 told more with a connector's status than 2.x does; stations that learned 1.6 first still do. */
const STATUS_OF_16 = new Set(['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing']);
const statusRepairs: readonly Repair[] = [
  {
    name: 'status-of-1.6',
    keyword: 'enum',
    at: /^\/connectorStatus$/,
    mend: (value) => (STATUS_OF_16.has(value as string) ? 'Occupied' : undefined),
  },
  { name: 'time-missing', keyword: 'required', at: /^\/timestamp$/, mend: () => KEEP },
];

const idTokenRepairs: readonly Repair[] = [
  {
    name: 'id-token-as-number',
    keyword: 'type',
    at: /^\/idToken\/idToken$/,
    mend: (value) => (typeof value === 'number' ? String(value) : undefined),
  },
  {
    name: 'id-token-as-text',
    keyword: 'type',
    at: /^\/idToken$/,
    mend: (value) => (typeof value === 'string' ? { idToken: value, type: 'ISO14443' } : undefined),
  },
  // Nobody reads it; an unreadable one must not cost the token.
  {
    name: 'unreadable-property',
    keyword: ['type', 'required', 'maxLength', 'minItems'],
    at: /^(\/idToken\/additionalInfo)(?:\/.*)?$/,
    mend: () => DROP,
  },
  { name: 'id-token-too-long', keyword: 'maxLength', at: /^\/idToken\/idToken$/, mend: () => KEEP },
  { name: 'id-token-type-unknown', keyword: ['enum', 'required'], at: /^\/idToken\/type$/, mend: () => KEEP },
];

const BY_ACTION: Partial<Record<string, readonly Repair[]>> = {
  Authorize: [...common, ...idTokenRepairs],
  BootNotification: [...common, ...bootRepairs],
  Heartbeat: common,
  MeterValues: [...customDataRepairs, ...meterValueRepairs, ...generalRepairs, ...meterValueSalvage],
  StatusNotification: [...common, ...statusRepairs],
  TransactionEvent: [
    ...customDataRepairs,
    ...meterValueRepairs,
    ...generalRepairs,
    ...idTokenRepairs,
    ...transactionRepairs,
    ...meterValueSalvage,
  ],
};

/** The repairs of a message, most particular meaning first taken. */
export const v201RepairsOf = (action: string): readonly Repair[] => BY_ACTION[action] ?? [...common, ...reportRepairs];
export const v201AnswerRepairs: readonly Repair[] = [...common, ...reportRepairs];
