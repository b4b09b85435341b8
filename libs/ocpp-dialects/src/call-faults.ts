import type { CallFault } from './dialect';
import { stepsOf } from './json';
import type { SchemaFault } from './schema-check';

/** How a version spells the CALLERROR codes of payloads that are wrong. */
export interface FaultCodes {
  /** The payload is malformed: no object, or a member the schema does not know. */
  format: 'FormationViolation' | 'FormatViolation';
  /** A member is missing, or there are too few or too many: 1.6 writes it with one r. */
  occurrence: 'OccurenceConstraintViolation' | 'OccurrenceConstraintViolation';
}

const KEYWORD_CLASS: Record<string, 'format' | 'occurrence' | 'type' | 'property'> = {
  additionalProperties: 'format',
  required: 'occurrence',
  minItems: 'occurrence',
  maxItems: 'occurrence',
  additionalItems: 'occurrence',
  type: 'type',
};
const MOST_TOLD = 5;

/** The CALLERROR for a payload with these faults: the first decides the code; details name each by its JSON path. */
export function toCallFault(faults: readonly SchemaFault[], codes: FaultCodes): CallFault {
  const [first] = faults;
  if (!first) throw new RangeError('a payload without faults has no CALLERROR');
  return {
    code: codeOf(first, codes),
    description: `${jsonPath(first.path)}: ${first.message}`,
    details: { faults: faults.slice(0, MOST_TOLD).map(({ path, message }) => ({ path: jsonPath(path), message })) },
  };
}

function codeOf(fault: SchemaFault, codes: FaultCodes): string {
  if (fault.path === '') return codes.format;
  switch (KEYWORD_CLASS[fault.keyword] ?? 'property') {
    case 'format':
      return codes.format;
    case 'occurrence':
      return codes.occurrence;
    case 'type':
      return 'TypeConstraintViolation';
    case 'property':
      return 'PropertyConstraintViolation';
  }
}

/** `/meterValue/0/timestamp` as `$.meterValue[0].timestamp`. */
export function jsonPath(pointer: string): string {
  const steps = stepsOf(pointer).map((step) => {
    if (/^\d+$/.test(step)) return `[${step}]`;
    return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${steps.join('')}`;
}
