import { ANY } from '../meter-value-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import { commonRepairs, v201RepairsOf } from '../v201/repairs';

/** Everything a schema may find wrong with a value, or with what is in it. */
const WHATEVER = [...ANY, 'required', 'additionalProperties', 'minItems', 'maxItems', 'maximum', 'multipleOf'] as const;
const DETAILS =
  'costDetails|preconditioningStatus|evseSleep|transactionInfo/(?:tariffId|transactionLimit|operationMode)';

/** What 2.1 added to a transaction's report is kept as it came, or not at all: none of it may cost the report. */
const transactionRepairs: readonly Repair[] = [
  {
    name: 'null-property',
    keyword: ['type', 'enum'],
    at: new RegExp(`^/(?:${DETAILS})$`),
    mend: (value) => (value === null ? DROP : undefined),
  },
  { name: 'detail-odd', keyword: WHATEVER, at: new RegExp(`^/(?:${DETAILS})(?:/.*)?$`), mend: () => KEEP },
  { name: 'seq-no-below-zero', keyword: 'minimum', at: /^\/seqNo$/, mend: () => KEEP },
  { name: 'unreadable-property', keyword: ['minimum', 'maximum'], at: /^\/numberOfPhasesUsed$/, mend: () => DROP },
];

/** 2.1 has added limits to what 2.0.1 had; the rest is repaired as there. */
export function v21RepairsOf(action: string): readonly Repair[] {
  if (action === 'TransactionEvent') return [...transactionRepairs, ...v201RepairsOf(action)];
  // Its answer says it all again, so that it has to be right.
  if (action === 'GetCertificateChainStatus') return commonRepairs;
  return v201RepairsOf(action);
}
