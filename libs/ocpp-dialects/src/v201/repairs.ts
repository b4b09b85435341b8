import { generalRepairs } from '../general-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import { looseTypes } from '../loose-types';
import { meterValueRepairs, meterValueSalvage, transactionRepairs, transactionSalvage } from './transaction-repairs';

/** `customData` is open, and welcome everywhere (TC_P_03); only its vendor is asked for. */
const customDataRepairs: readonly Repair[] = [
  { name: 'custom-data-without-vendor', keyword: 'required', at: /\/customData\/vendorId$/, mend: () => KEEP },
  { name: 'text-too-long', keyword: 'maxLength', at: /\/customData\/vendorId$/, mend: () => KEEP },
  { name: 'unreadable-property', keyword: 'type', at: /^(.*\/customData)(?:\/vendorId)?$/, mend: () => DROP },
];
/** What is mended in every message. */
export const commonRepairs: readonly Repair[] = [...customDataRepairs, ...generalRepairs, ...looseTypes];

/** What nobody here decides on is worth more whole than right: long texts and words of later versions are kept. */
const reportRepairs: readonly Repair[] = [
  { name: 'text-too-long', keyword: 'maxLength', mend: () => KEEP },
  { name: 'word-unknown', keyword: 'enum', mend: () => KEEP },
  { name: 'number-out-of-range', keyword: ['minimum', 'maximum', 'multipleOf'], at: /^\/.+\/.+/, mend: () => KEEP },
  { name: 'property-missing', keyword: 'required', at: /^\/.+\/.+/, mend: () => KEEP },
  // Optional lists are absent, never empty (OCPP 2.0.1 part 4, 4.2).
  { name: 'list-empty', keyword: 'minItems', mend: () => DROP },
  { name: 'time-missing', keyword: 'required', at: /^\/(?:timestamp|generatedAt)$/, mend: () => KEEP },
];

const bootRepairs: readonly Repair[] = [
  { name: 'vendor-too-long', keyword: 'maxLength', at: /\/vendorName$/, mend: () => KEEP },
  { name: 'model-too-long', keyword: 'maxLength', at: /\/model$/, mend: () => KEEP },
  { name: 'text-too-long', keyword: 'maxLength', mend: () => KEEP },
  { name: 'property-missing', keyword: 'required', at: /^\/chargingStation\/\w+$/, mend: () => KEEP },
  {
    name: 'unreadable-property',
    keyword: 'type',
    at: /^\/chargingStation\/(?!vendorName|model)\w+(?:\/\w+)?$/,
    mend: () => DROP,
  },
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
  {
    name: 'connector-status-unknown',
    keyword: 'enum',
    at: /^\/connectorStatus$/,
    mend: (value) => (typeof value === 'string' ? KEEP : undefined),
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
  {
    name: 'id-token-type-unknown',
    keyword: ['enum', 'required', 'maxLength'],
    at: /^\/idToken\/type$/,
    mend: () => KEEP,
  },
];
/** A contract certificate comes along (C07): it is checked by whoever can, not here. */
const certificateRepairs: readonly Repair[] = [
  {
    name: 'text-too-long',
    keyword: 'maxLength',
    at: /^\/(?:certificate|iso15118CertificateHashData)/,
    mend: () => KEEP,
  },
  { name: 'word-unknown', keyword: 'enum', at: /^\/iso15118CertificateHashData\//, mend: () => KEEP },
];

const BY_ACTION: Partial<Record<string, readonly Repair[]>> = {
  Authorize: [...customDataRepairs, ...generalRepairs, ...idTokenRepairs, ...looseTypes, ...certificateRepairs],
  BootNotification: [...commonRepairs, ...bootRepairs],
  Heartbeat: commonRepairs,
  MeterValues: [...customDataRepairs, ...meterValueRepairs, ...generalRepairs, ...looseTypes, ...meterValueSalvage],
  StatusNotification: [...commonRepairs, ...statusRepairs],
  TransactionEvent: [
    ...customDataRepairs,
    ...meterValueRepairs,
    ...generalRepairs,
    ...idTokenRepairs,
    ...transactionRepairs,
    ...looseTypes,
    ...transactionSalvage,
    ...meterValueSalvage,
  ],
};

/** The repairs of a message, most particular meaning first taken. */
export const v201RepairsOf = (action: string): readonly Repair[] =>
  BY_ACTION[action] ?? [...commonRepairs, ...reportRepairs];
export const v201AnswerRepairs: readonly Repair[] = [...commonRepairs, ...reportRepairs];
